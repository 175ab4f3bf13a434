DELETE FROM persist_value WHERE name = ?
