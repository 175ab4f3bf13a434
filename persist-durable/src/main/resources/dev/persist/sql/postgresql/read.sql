SELECT s.last_seq, s.truncated, s.crc, e.seq, e.at_second, e.at_nano, e.type, e.meta, e.data, e.crc
FROM (SELECT * FROM persist_stream WHERE stream = ?) s
LEFT JOIN LATERAL (
  SELECT * FROM persist_event e
  WHERE e.stream = s.stream AND e.seq >= greatest(?, s.truncated + 1)
  ORDER BY e.seq
  LIMIT ?
) e ON true
