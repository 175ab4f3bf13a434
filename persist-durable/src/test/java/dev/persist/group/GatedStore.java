package dev.persist.group;

import dev.persist.Json;
import dev.persist.spi.Delta;
import dev.persist.spi.Outcome;
import dev.persist.spi.StoreState;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;

/** A store in memory whose every write waits for leave, and may be made to fail. */
final class GatedStore implements StoreState, Consumer<Delta> {
  /** What was written, or tried, one delta for each group. */
  final List<Delta> writes = new CopyOnWriteArrayList<>();

  private final Semaphore arrived = new Semaphore(0);
  private final Semaphore leave = new Semaphore(0);
  private final Map<String, Long> lastSeqs = new ConcurrentHashMap<>();
  private final Map<String, Json> values = new ConcurrentHashMap<>();
  private final Map<List<String>, Outcome> outcomes = new ConcurrentHashMap<>();

  /** Thrown by the writes that get leave while it is set. */
  volatile Optional<RuntimeException> failing = Optional.empty();

  /** The key that cannot be read. */
  volatile String unreadable = "";

  /** Waits until a write has begun. */
  void awaitWrite() {
    arrived.acquireUninterruptibly();
  }

  /** Lets {@code writes} writes pass. */
  void letPass(int writes) {
    leave.release(writes);
  }

  @Override
  public void accept(Delta delta) {
    writes.add(delta);
    arrived.release();
    leave.acquireUninterruptibly();
    failing.ifPresent(failure -> {
      throw failure;
    });
    delta.events().forEach(event -> lastSeqs.put(event.stream(), event.seq()));
    delta.values().forEach((key, value) -> value.ifPresent(json -> values.put(key, json)));
    delta.outcomes().forEach(outcome -> outcomes.put(List.of(outcome.id().stream(), outcome.id().key()), outcome));
  }

  @Override
  public long lastSeq(String stream) {
    return lastSeqs.getOrDefault(stream, 0L);
  }

  @Override
  public Optional<Json> get(String key) {
    if (key.equals(unreadable)) {
      throw new IllegalStateException("planted: " + key + " cannot be read");
    }
    return Optional.ofNullable(values.get(key));
  }

  @Override
  public Optional<Outcome> outcome(String stream, String key) {
    return Optional.ofNullable(outcomes.get(List.of(stream, key)));
  }
}
