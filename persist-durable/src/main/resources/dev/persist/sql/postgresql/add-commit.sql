INSERT INTO persist_commit (stream, id, digest, last_seq, events, crc)
SELECT added.* FROM turn CROSS JOIN unnest(
  ?::bytea[], ?::bytea[], ?::text[], ?::bigint[], ?::text[], ?::integer[]
) AS added
