-- While only one process writes, writers take turns by the row of persist_store. When several do, it is shared, and they take
-- turns by the rows of persist_slot: each stream and key belongs to one, by the hash of its name. Slots are locked in order.
-- Each transaction makes the generation of what it locked greater, by a step that nobody knows before.
ALTER TABLE persist_store ADD COLUMN shared BOOLEAN NOT NULL DEFAULT FALSE;

-- A process of an earlier version, which knows of no slots, fails from now on.
ALTER TABLE persist_store RENAME COLUMN made TO identity;

-- Its pages have room for new versions of their rows, which so need no new entry in the index.
CREATE TABLE persist_slot (
  slot INTEGER PRIMARY KEY,
  generation BIGINT NOT NULL
) WITH (fillfactor = 20);

INSERT INTO persist_slot (slot, generation)
SELECT slot, (random() * 1000000000)::bigint FROM generate_series(1, 8192) AS slot;
