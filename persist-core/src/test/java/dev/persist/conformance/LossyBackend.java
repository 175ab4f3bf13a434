package dev.persist.conformance;

import dev.persist.Commit;
import dev.persist.CommitResult;
import dev.persist.Event;
import dev.persist.Json;
import dev.persist.StoreException;
import dev.persist.spi.Backend;
import dev.persist.spi.Outcome;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** A backend whose caller never hears what became of a commit, as when a connection is cut. */
final class LossyBackend implements Backend {
  /** When the connection is cut. */
  enum Loss {
    BEFORE_THE_COMMIT, AFTER_THE_COMMIT
  }

  private final Backend backend;
  private final Loss loss;

  LossyBackend(Backend backend, Loss loss) {
    this.backend = backend;
    this.loss = loss;
  }

  @Override
  public CommitResult commit(Commit commit) {
    if (loss == Loss.AFTER_THE_COMMIT) {
      backend.commit(commit);
    }
    throw new StoreException.UnknownOutcome("connection cut", new IOException("cut"));
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
}
