package dev.persist.sql;

import dev.persist.Json;
import dev.persist.spi.Recent;
import java.util.Map;
import java.util.Optional;

/** What a writer knows of a store without asking. It is right as long as nobody else writes. Not thread-safe. */
final class Known {
  private static final int STREAMS = 100_000;
  private static final int KEYS = 10_000;

  /** A larger value is read each time, so that what is known takes little memory. */
  private static final int VALUE_BYTES = 1_024;

  /** The heads of the streams written or asked for last. */
  final Map<String, Head> heads = new Recent<>(STREAMS);

  /** The values of the keys written or asked for last; empty for a key that is not there. */
  final Map<String, Optional<Json>> values = new Recent<>(KEYS);

  /** Adds what {@code loaded} says about all that was {@code asked}. */
  void add(Asked asked, Loaded loaded) {
    heads.putAll(loaded.heads());
    asked.keys().forEach(key -> add(key, loaded.get(key)));
  }

  /** Adds what was written. */
  void add(Change change, Map<String, Optional<Json>> written) {
    heads.putAll(change.heads());
    written.forEach(this::add);
  }

  private void add(String key, Optional<Json> value) {
    if (value.isPresent() && value.get().size() > VALUE_BYTES) {
      values.remove(key);
    } else {
      values.put(key, value);
    }
  }

  void clear() {
    heads.clear();
    values.clear();
  }
}
