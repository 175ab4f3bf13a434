-- As read.sql, and faster, for a page of which no event has more than its share of Limits.PAGE_BYTES: one that has comes without
-- its data and its checksum, and the page is read again by read.sql.
SELECT s.last_seq, s.truncated, s.crc, e.seq, e.at_second, e.at_nano, e.type,
  CASE WHEN e.light THEN e.meta END, CASE WHEN e.light THEN e.data END, CASE WHEN e.light THEN e.crc END
FROM (SELECT ?::integer AS bytes) share
CROSS JOIN (SELECT * FROM persist_stream WHERE stream = ?) s
LEFT JOIN LATERAL (
  SELECT *, octet_length(data) + octet_length(meta) <= share.bytes AS light
  FROM persist_event e
  WHERE e.stream = s.stream AND e.seq >= greatest(?, s.truncated + 1)
  ORDER BY e.seq
  LIMIT ?
) e ON true
