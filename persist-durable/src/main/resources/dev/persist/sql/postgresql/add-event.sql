INSERT INTO persist_event (stream, seq, at_second, at_nano, type, meta, data, crc)
SELECT added.* FROM turn CROSS JOIN unnest(
  ?::bytea[], ?::bigint[], ?::bigint[], ?::integer[], ?::bytea[], ?::text[], ?::text[], ?::integer[]
) AS added
