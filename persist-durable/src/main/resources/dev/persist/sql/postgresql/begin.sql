WITH mine AS (UPDATE persist_store SET generation = generation + 1 WHERE id = 1 RETURNING generation)
SELECT generation - 1, generation, pg_notify('persist', '') FROM mine
