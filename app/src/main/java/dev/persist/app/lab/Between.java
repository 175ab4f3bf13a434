package dev.persist.app.lab;

import dev.persist.Commit;
import dev.persist.CommitResult;
import dev.persist.Entry;
import dev.persist.Event;
import dev.persist.Json;
import dev.persist.spi.Backend;
import dev.persist.spi.Outcome;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The line between a caller and a store, which does all as the store does. A subclass says what happens to a commit. */
abstract class Between implements Backend {
  private final Backend backend;

  Between(Backend backend) {
    this.backend = backend;
  }

  @Override
  public CommitResult commit(Commit commit) {
    return backend.commit(commit);
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
  public List<Entry<Json>> entries(String prefix, String after, int limit) {
    return backend.entries(prefix, after, limit);
  }

  @Override
  public long awaitChange(long seen, Duration atMost) throws InterruptedException {
    return backend.awaitChange(seen, atMost);
  }

  @Override
  public void close() {
    backend.close();
  }
}
