INSERT INTO persist_commit (stream, id, digest, last_seq, events, crc)
VALUES (?, ?, ?, ?, ?, ?)
