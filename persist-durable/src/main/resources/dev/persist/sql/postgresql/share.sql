UPDATE persist_store SET shared = TRUE, generation = generation + ? WHERE id = 1 AND NOT shared
