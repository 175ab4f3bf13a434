package dev.persist.conformance;

import dev.persist.Commit;
import dev.persist.CommitResult;
import dev.persist.Entry;
import dev.persist.Event;
import dev.persist.Json;
import dev.persist.spi.Backend;
import dev.persist.spi.Contents;
import dev.persist.spi.Delta;
import dev.persist.spi.Movable;
import dev.persist.spi.Outcome;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A backend that does all as another does; a subclass says where it differs. Links are followed one at a time by {@link
 * #read}: what a subclass does there, it does for each event.
 */
public abstract class DelegatingBackend implements Movable {
  /** The other one. */
  protected final Backend backend;

  /** Does all as {@code backend} does. */
  protected DelegatingBackend(Backend backend) {
    this.backend = backend;
  }

  @Override
  public Contents contents() {
    return ((Movable) backend).contents();
  }

  @Override
  public void load(Delta delta) {
    ((Movable) backend).load(delta);
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

  // commitInOrder and awaitChange(names, ...) call commit and awaitChange, where a subclass says where it differs.

  @Override
  public long awaitChange(long seen, Duration atMost) throws InterruptedException {
    return backend.awaitChange(seen, atMost);
  }

  @Override
  public void close() {
    backend.close();
  }
}
