package dev.persist.app.signin;

import com.google.common.cache.Cache;
import com.google.common.cache.CacheBuilder;
import dev.persist.Json;

/**
 * Reads records from JSON, and knows the 10,000 that it read last. Each request looks up the same few values, and reading them would
 * take longer than the look-up. A value that changes is other JSON, so what is known is never out of date. Thread-safe.
 */
final class Known<T> {
  private final Cache<Json, T> known = CacheBuilder.newBuilder().maximumSize(10_000).build();
  private final Class<T> type;

  Known(Class<T> type) {
    this.type = type;
  }

  /** Returns what {@code json} says. The record must be immutable: callers share it. */
  T read(Json json) {
    var before = known.getIfPresent(json);
    if (before != null) {
      return before;
    }
    var value = json.as(type);
    known.put(json, value);
    return value;
  }
}
