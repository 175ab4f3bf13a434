SELECT s.last_seq, s.truncated, s.crc, e.seq, e.at_second, e.at_nano, e.type, e.meta, e.data, e.crc
FROM (SELECT * FROM persist_stream WHERE stream = ?) s
LEFT JOIN persist_event e ON e.stream = s.stream AND e.seq >= ?
ORDER BY e.seq
LIMIT ?
