SELECT generation FROM persist_store WHERE id = 1 FOR UPDATE
