UPDATE persist_store SET before = generation, generation = generation + 1 + floor(random() * 1000000)::bigint
WHERE id = 1 RETURNING before, generation, made
