SELECT identity FROM persist_store WHERE id = 1
