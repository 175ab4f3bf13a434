INSERT INTO persist_value (name, value, crc)
VALUES (?, ?, ?)
ON CONFLICT (name) DO UPDATE SET value = excluded.value, crc = excluded.crc
