UPDATE persist_slot SET generation = generation + ?
WHERE slot = ANY (?::integer[])
  AND (SELECT array_agg(generation) FROM locked) = ?::bigint[]
  AND NOT EXISTS (SELECT FROM persist_stream WHERE stream = ANY (?::bytea[]))
  AND NOT EXISTS (
    SELECT FROM unnest(?::bytea[], ?::bytea[]) AS asked (stream, id)
    CROSS JOIN LATERAL (
      SELECT FROM persist_commit c WHERE c.stream = asked.stream AND c.id = asked.id LIMIT 1
    ) there
  )
RETURNING generation
