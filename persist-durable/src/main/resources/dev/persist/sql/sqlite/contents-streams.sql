SELECT stream, last_seq, truncated, crc, last_seq FROM persist_stream WHERE stream > ? ORDER BY stream LIMIT ?
