WITH alone AS (
  UPDATE persist_store SET shared = FALSE, generation = generation + ? WHERE id = 1 AND shared RETURNING id
)
UPDATE persist_slot SET generation = generation + ? FROM alone WHERE slot >= alone.id
