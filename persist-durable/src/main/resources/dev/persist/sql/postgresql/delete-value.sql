DELETE FROM persist_value USING turn WHERE name = ANY (?::bytea[])
