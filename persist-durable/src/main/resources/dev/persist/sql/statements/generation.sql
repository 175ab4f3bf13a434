SELECT generation FROM persist_store
