package dev.persist.rocksdb;

import dev.persist.Commit;
import dev.persist.CommitResult;
import dev.persist.Event;
import dev.persist.Json;
import dev.persist.spi.Backend;
import dev.persist.spi.Outcome;
import dev.persist.spi.StoreState;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** A backend that does something else with its commits. */
record Tampered(Backend backend, Function<Commit, CommitResult> tampering) implements Backend {
  @Override
  public CommitResult commit(Commit commit) {
    return tampering.apply(commit);
  }

  @Override
  public Optional<Outcome> outcome(String stream, String key) {
    return backend.outcome(stream, key);
  }

  @Override
  public List<Event> read(String stream, long fromSeq, int limit) {
    return backend.read(stream, fromSeq, limit);
  }

  @Override
  public long lastSeq(String stream) {
    return backend.lastSeq(stream);
  }

  @Override
  public Optional<Json> get(String key) {
    return backend.get(key);
  }

  @Override
  public List<String> streams(String after, int limit) {
    return backend.streams(after, limit);
  }

  @Override
  public List<String> keys(String prefix, String after, int limit) {
    return backend.keys(prefix, after, limit);
  }

  @Override
  public void close() {
    backend.close();
  }

  /** The store as a decision sees it. */
  record State(Backend backend) implements StoreState {
    @Override
    public long lastSeq(String stream) {
      return backend.lastSeq(stream);
    }

    @Override
    public Optional<Json> get(String key) {
      return backend.get(key);
    }

    @Override
    public Optional<Outcome> outcome(String stream, String key) {
      return backend.outcome(stream, key);
    }
  }
}
