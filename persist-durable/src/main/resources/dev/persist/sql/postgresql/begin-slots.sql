-- Locks them in the order in which they are given: each is looked up for itself.
SELECT locked.generation
FROM unnest(?::integer[]) AS asked (slot)
CROSS JOIN LATERAL (SELECT generation FROM persist_slot s WHERE s.slot = asked.slot FOR UPDATE) locked
