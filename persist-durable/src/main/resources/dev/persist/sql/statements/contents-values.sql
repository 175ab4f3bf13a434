SELECT name, value, crc FROM persist_value WHERE name > ? ORDER BY name LIMIT ?
