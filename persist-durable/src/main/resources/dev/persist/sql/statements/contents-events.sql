SELECT stream, seq, at_second, at_nano, type, meta, data, crc
FROM persist_event
WHERE (stream, seq) > (?, ?)
ORDER BY stream, seq
LIMIT ?
