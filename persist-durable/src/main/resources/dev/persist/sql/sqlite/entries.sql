SELECT name, value, crc FROM persist_value WHERE name >= ? AND name < ? ORDER BY name LIMIT ?
