DELETE FROM persist_commit WHERE stream = ? AND last_seq BETWEEN 1 AND ?
