SELECT made FROM persist_store WHERE id = 1
