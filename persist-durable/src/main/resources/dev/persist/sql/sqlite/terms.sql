-- An aggregate has a row, also without prefixes.
SELECT max(name), max(value), max(crc), '', 0 FROM persist_value WHERE name = ?
