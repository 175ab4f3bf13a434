package dev.persist.sql;

import dev.persist.Json;
import dev.persist.spi.Recent;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToIntFunction;

/** What a writer knows of a store without asking, by slot. It is right as long as nobody else writes. Not thread-safe. */
final class Known {
  private static final int STREAMS = 100_000;
  private static final int KEYS = 10_000;

  /** A larger value is read each time, so that what is known takes little memory. */
  private static final int VALUE_BYTES = 1_024;

  /** The heads of the streams written or asked for last. */
  private final Map<String, Seen<Head>> heads = new Recent<>(STREAMS);

  /** The values of the keys written or asked for last; empty for a key that is not there. */
  private final Map<String, Seen<Optional<Json>>> values = new Recent<>(KEYS);

  private final ToIntFunction<String> slotOf;

  /** How often each slot was forgotten. */
  private final int[] forgotten = new int[Turns.SLOTS + 1];

  /** What was seen when the slot had been {@code forgotten} so often. */
  private record Seen<T>(int forgotten, T what) {}

  Known(ToIntFunction<String> slotOf) {
    this.slotOf = slotOf;
  }

  private <T> Seen<T> seen(String name, T what) {
    return new Seen<>(forgotten[slotOf.applyAsInt(name)], what);
  }

  private <T> Map<String, T> known(Map<String, Seen<T>> seen, Collection<String> names) {
    var known = new HashMap<String, T>();
    for (var name : names) {
      var one = seen.get(name);
      if (one != null && one.forgotten == forgotten[slotOf.applyAsInt(name)]) {
        known.put(name, one.what);
      }
    }
    return known;
  }

  /** Returns the known heads of {@code streams}. */
  Map<String, Head> heads(Collection<String> streams) {
    return known(heads, streams);
  }

  /** Returns the known values of {@code keys}; empty for a key that is not there. */
  Map<String, Optional<Json>> values(Collection<String> keys) {
    return known(values, keys);
  }

  /** Adds what {@code loaded} says about all that was {@code asked}. */
  void add(Asked asked, Loaded loaded) {
    loaded.heads().forEach(this::add);
    asked.keys().forEach(key -> add(key, loaded.get(key)));
  }

  /** Adds what was written. */
  void add(Change change, Map<String, Optional<Json>> written) {
    change.heads().forEach(this::add);
    written.forEach(this::add);
  }

  private void add(String stream, Head head) {
    heads.put(stream, seen(stream, head));
  }

  private void add(String key, Optional<Json> value) {
    if (value.isPresent() && value.get().size() > VALUE_BYTES) {
      values.remove(key);
    } else {
      values.put(key, seen(key, value));
    }
  }

  /** Forgets what is known of the names in {@code slot}. */
  void forget(int slot) {
    forgotten[slot]++;
  }

  void clear() {
    heads.clear();
    values.clear();
  }
}
