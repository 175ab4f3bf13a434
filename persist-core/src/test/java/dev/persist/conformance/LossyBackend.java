package dev.persist.conformance;

import dev.persist.Commit;
import dev.persist.CommitResult;
import dev.persist.StoreException;
import dev.persist.spi.Backend;
import java.io.IOException;

/** A backend whose caller never hears what became of a commit, as when a connection is cut. */
final class LossyBackend extends DelegatingBackend {
  /** When the connection is cut. */
  enum Loss {
    BEFORE_THE_COMMIT, AFTER_THE_COMMIT
  }

  private final Loss loss;

  LossyBackend(Backend backend, Loss loss) {
    super(backend);
    this.loss = loss;
  }

  @Override
  public CommitResult commit(Commit commit) {
    if (loss == Loss.AFTER_THE_COMMIT) {
      backend.commit(commit);
    }
    throw new StoreException.UnknownOutcome("connection cut", new IOException("cut"));
  }
}
