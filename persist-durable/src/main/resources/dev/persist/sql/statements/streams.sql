SELECT stream, last_seq, truncated, crc FROM persist_stream WHERE stream > ? ORDER BY stream LIMIT ?
