package dev.persist.conformance;

import dev.persist.Commit;
import dev.persist.CommitResult;
import dev.persist.StoreException;
import dev.persist.spi.Backend;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;

/** A backend whose caller does not hear what became of a commit, as when a connection is cut. */
public final class LossyBackend extends DelegatingBackend {
  /** When the connection is cut: before the commit takes effect, or after. */
  public enum Loss {
    BEFORE_THE_COMMIT, AFTER_THE_COMMIT
  }

  private final Loss loss;
  private final AtomicInteger left;

  /** Loses each commit. */
  public LossyBackend(Backend backend, Loss loss) {
    this(backend, loss, 0);
  }

  /** Loses each commit but the first {@code heard}. */
  public LossyBackend(Backend backend, Loss loss, int heard) {
    super(backend);
    this.loss = loss;
    this.left = new AtomicInteger(heard);
  }

  @Override
  public CommitResult commit(Commit commit) {
    if (left.getAndDecrement() > 0) {
      return super.commit(commit);
    }
    if (loss == Loss.AFTER_THE_COMMIT) {
      backend.commit(commit);
    }
    throw new StoreException.UnknownOutcome("connection cut", new IOException("cut"));
  }
}
