UPDATE persist_store SET generation = generation + 1 WHERE id = 1 RETURNING generation - 1, generation, made
