INSERT INTO persist_value (name, value, crc)
SELECT added.* FROM turn CROSS JOIN unnest(?::bytea[], ?::text[], ?::integer[]) AS added
ON CONFLICT (name) DO UPDATE SET value = excluded.value, crc = excluded.crc
