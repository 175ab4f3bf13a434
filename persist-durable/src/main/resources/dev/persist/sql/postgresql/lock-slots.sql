SELECT slot FROM persist_slot WHERE slot >= 1 ORDER BY slot FOR UPDATE
