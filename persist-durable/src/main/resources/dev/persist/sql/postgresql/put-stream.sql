INSERT INTO persist_stream (stream, last_seq, truncated, crc)
SELECT added.* FROM turn CROSS JOIN unnest(?::bytea[], ?::bigint[], ?::bigint[], ?::integer[]) AS added
ON CONFLICT (stream) DO UPDATE
SET last_seq = excluded.last_seq, truncated = excluded.truncated, crc = excluded.crc
