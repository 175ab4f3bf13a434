INSERT INTO persist_stream (stream, last_seq, truncated, crc)
VALUES (?, ?, ?, ?)
ON CONFLICT (stream) DO UPDATE
SET last_seq = excluded.last_seq, truncated = excluded.truncated, crc = excluded.crc
