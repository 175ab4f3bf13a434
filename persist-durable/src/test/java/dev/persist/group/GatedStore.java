package dev.persist.group;

import dev.persist.Commit;
import dev.persist.Json;
import dev.persist.Op;
import dev.persist.StoreException;
import dev.persist.spi.Decision;
import dev.persist.spi.Delta;
import dev.persist.spi.Outcome;
import dev.persist.spi.StoreState;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.stream.IntStream;

/** A store in memory whose every write waits for leave, and may be made to fail. */
final class GatedStore implements StoreState, GroupWriter {
  /** What was written, or tried, one delta for each group. */
  final List<Delta> writes = new CopyOnWriteArrayList<>();

  private final Semaphore arrived = new Semaphore(0);
  private final Semaphore leave = new Semaphore(0);
  private final Map<String, Long> lastSeqs = new ConcurrentHashMap<>();
  private final Map<String, Json> values = new ConcurrentHashMap<>();
  private final Map<List<String>, Outcome> outcomes = new ConcurrentHashMap<>();

  /** Thrown by the writes that get leave while it is set. */
  volatile Optional<Throwable> failing = Optional.empty();

  /** Thrown before anything is written, by the group that asks about the key {@link #POISON}. */
  volatile Error poison = new StackOverflowError("planted");

  /** See {@link #poison}. */
  static final String POISON = "poison";

  /** A stream that other processes append to, so that what is appended here is better written apart. */
  static final String BUSY = "busy";

  private volatile boolean writing;

  /** The key that no group may ask about. */
  volatile String refused = "";

  /** Waits until a write has begun. */
  void awaitWrite() {
    arrived.acquireUninterruptibly();
  }

  /** Lets {@code writes} writes pass. */
  void letPass(int writes) {
    leave.release(writes);
  }

  @Override
  public Decision write(List<List<Commit>> group) {
    writing = false;
    var busy = new BitSet();
    IntStream.range(0, group.size()).filter(i -> isBusy(group.get(i))).forEach(busy::set);
    if (!busy.isEmpty() && busy.cardinality() < group.size()) {
      throw new Apart(busy);
    }
    var decision = Decision.of(group, this);
    if (!decision.delta().isEmpty()) {
      store(decision.delta());
    }
    writing = false;
    return decision;
  }

  private static boolean isBusy(List<Commit> chain) {
    return chain.stream()
        .flatMap(commit -> commit.ops().stream())
        .anyMatch(op -> op instanceof Op.Append append && append.stream().equals(BUSY));
  }

  @Override
  public boolean inDoubt() {
    return writing;
  }

  private void store(Delta delta) {
    writing = true;
    writes.add(delta);
    arrived.release();
    leave.acquireUninterruptibly();
    switch (failing.orElse(null)) {
      case null -> {
        // It succeeds.
      }
      case RuntimeException failure -> throw failure;
      case Error failure -> throw failure;
      case Throwable failure -> throw new IllegalArgumentException(failure);
    }
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
    if (key.equals(refused)) {
      throw new StoreException.Refused("planted: no " + key, new IllegalStateException());
    }
    if (key.equals(POISON)) {
      throw poison;
    }
    return Optional.ofNullable(values.get(key));
  }

  @Override
  public Optional<Outcome> outcome(String stream, String key) {
    return Optional.ofNullable(outcomes.get(List.of(stream, key)));
  }
}
