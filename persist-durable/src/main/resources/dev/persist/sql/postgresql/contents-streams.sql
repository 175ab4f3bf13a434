SELECT s.stream, s.last_seq, s.truncated, s.crc,
  (SELECT max(e.seq) FROM persist_event e WHERE e.stream = s.stream AND e.seq > s.truncated)
FROM persist_stream s
WHERE s.stream > ?
ORDER BY s.stream
LIMIT ?
