-- A driver holds all rows of a result: it gets no more than Limits.PAGE_BYTES, and the event that these end in.
SELECT s.last_seq, s.truncated, s.crc, e.seq, e.at_second, e.at_nano, e.type, e.meta, e.data, e.crc
FROM (SELECT * FROM persist_stream WHERE stream = ?) s
LEFT JOIN LATERAL (
  SELECT *, sum(octet_length(data) + octet_length(meta)) OVER (ORDER BY seq ROWS UNBOUNDED PRECEDING) AS bytes
  FROM (
    SELECT * FROM persist_event e
    WHERE e.stream = s.stream AND e.seq >= greatest(?, s.truncated + 1)
    ORDER BY e.seq
    LIMIT ?
  ) page
) e ON e.bytes - octet_length(e.data) - octet_length(e.meta) < 4194304
