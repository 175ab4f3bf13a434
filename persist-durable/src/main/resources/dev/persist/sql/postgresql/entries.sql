-- A driver holds all rows of a result: it gets no more than Limits.PAGE_BYTES, and the entry that these end in.
SELECT name, value, crc
FROM (
  SELECT *, sum(octet_length(value)) OVER (ORDER BY name ROWS UNBOUNDED PRECEDING) AS bytes
  FROM (SELECT * FROM persist_value WHERE name >= ? AND name < ? ORDER BY name LIMIT ?) page
) entry
WHERE bytes - octet_length(value) < 4194304
ORDER BY name
