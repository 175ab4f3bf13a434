SELECT v.name, v.value, v.crc, s.identity, s.shared
FROM persist_store s LEFT JOIN persist_value v ON v.name = ?
WHERE s.id = 1
