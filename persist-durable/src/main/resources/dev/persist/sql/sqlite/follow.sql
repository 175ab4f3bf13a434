SELECT e.stream, e.seq, e.at_second, e.at_nano, e.type, e.meta, e.data, e.crc
FROM json_each(?) asked CROSS JOIN persist_event e
WHERE e.stream = unhex(asked.value ->> 0) AND e.seq BETWEEN asked.value ->> 1 AND asked.value ->> 2
