-- A driver holds all rows of a result: it gets no more than Limits.PAGE_BYTES, and the event that these end in.
SELECT stream, seq, at_second, at_nano, type, meta, data, crc
FROM (
  SELECT e.*, sum(octet_length(data) + octet_length(meta)) OVER (ROWS UNBOUNDED PRECEDING) AS bytes
  FROM unnest(?::bytea[], ?::bigint[], ?::bigint[]) AS asked (stream, first, last)
  CROSS JOIN LATERAL (
    SELECT * FROM persist_event e
    WHERE e.stream = asked.stream AND e.seq BETWEEN asked.first AND asked.last
    ORDER BY e.seq
  ) e
) page
WHERE bytes - octet_length(data) - octet_length(meta) < 4194304
