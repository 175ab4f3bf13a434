SELECT generation + (SELECT sum(generation) FROM persist_slot WHERE slot >= 1)::bigint FROM persist_store WHERE id = 1
