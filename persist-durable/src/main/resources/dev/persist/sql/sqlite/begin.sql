SELECT 0, 0, ''
