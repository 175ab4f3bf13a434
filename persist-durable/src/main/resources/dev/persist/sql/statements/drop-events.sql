DELETE FROM persist_event WHERE stream = ? AND seq > ? AND seq <= ?
