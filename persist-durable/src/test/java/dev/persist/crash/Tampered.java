package dev.persist.crash;

import dev.persist.Commit;
import dev.persist.CommitResult;
import dev.persist.Json;
import dev.persist.conformance.DelegatingBackend;
import dev.persist.spi.Backend;
import dev.persist.spi.Outcome;
import dev.persist.spi.StoreState;
import java.util.Optional;
import java.util.function.Function;

/** A backend that does something else with its commits. */
final class Tampered extends DelegatingBackend {
  private final Function<Commit, CommitResult> tampering;

  Tampered(Backend backend, Function<Commit, CommitResult> tampering) {
    super(backend);
    this.tampering = tampering;
  }

  @Override
  public CommitResult commit(Commit commit) {
    return tampering.apply(commit);
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
