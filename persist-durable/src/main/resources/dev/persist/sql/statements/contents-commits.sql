SELECT stream, id, digest, last_seq, events, crc
FROM persist_commit
WHERE (stream, id) > (?, ?)
ORDER BY stream, id
LIMIT ?
