WITH asked (stream, id) AS (VALUES (?, ?))
SELECT c.stream, c.id, c.digest, c.last_seq, c.events, c.crc
FROM asked CROSS JOIN persist_commit c
WHERE c.stream = asked.stream AND c.id = asked.id
