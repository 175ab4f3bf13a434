INSERT INTO persist_event (stream, seq, at_second, at_nano, type, meta, data, crc)
VALUES (?, ?, ?, ?, ?, ?, ?, ?)
