-- As follow.sql, and faster, for links to events that have no more than their share of Limits.PAGE_BYTES, as read-light.sql is.
SELECT e.stream, e.seq, e.at_second, e.at_nano, e.type,
  CASE WHEN e.light THEN e.meta END, CASE WHEN e.light THEN e.data END, CASE WHEN e.light THEN e.crc END
FROM (SELECT ?::integer AS bytes) share
CROSS JOIN unnest(?::bytea[], ?::bigint[], ?::bigint[]) AS asked (stream, first, last)
CROSS JOIN LATERAL (
  SELECT *, octet_length(data) + octet_length(meta) <= share.bytes AS light
  FROM persist_event e
  WHERE e.stream = asked.stream AND e.seq BETWEEN asked.first AND asked.last
  ORDER BY e.seq
) e
