package dev.persist.group;

import dev.persist.Commit;
import dev.persist.CommitResult;
import dev.persist.StoreException;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A chain of commits and the thread that waits for its answer. Only the first answer counts. An answer allocates
 * nothing, except to wake a virtual thread.
 */
final class Waiting {
  /** What a fault says about the commit. */
  enum Fate {
    /** The outcome is the one that the fault, a {@link StoreException}, names. */
    AS_THROWN,

    /** The commit could not be written. Nothing of it was written, and other commits can be. */
    REFUSED,

    /** The commit may have been written. */
    UNKNOWN,

    /** The commit was not written, since an earlier write failed with this fault. */
    LATE
  }

  private static final int TRIES = 50;

  /** More bytes than it takes to wake a thread. */
  private static final int SPARE_BYTES = 256;

  private static volatile byte[] spare = {};

  final List<Commit> chain;
  final long bytes;

  /** The chain that came after this one, while both wait. Only {@link Arrivals} uses it. */
  @Nullable Waiting next;

  private final String store;
  private final Thread caller = Thread.currentThread();
  private @Nullable List<CommitResult> results;
  private @Nullable Throwable fault;
  private Fate fate = Fate.AS_THROWN;

  /** Set last, so that a caller that sees it also sees the answer. */
  private volatile boolean answered;

  /** Creates the chain that the calling thread will wait for. */
  Waiting(String store, List<Commit> chain) {
    this.store = store;
    this.chain = chain;
    this.bytes = chain.stream().mapToLong(Commit::size).sum();
  }

  /** Returns how many commits this counts as: that many places in a group, one at least. */
  int commits() {
    return Math.max(1, chain.size());
  }

  /** Returns the first {@code most} commits of the chain, or all. */
  List<Commit> first(int most) {
    return chain.subList(0, Math.min(most, chain.size()));
  }

  /** Answers with {@code results}. Only the writer calls this method and the other {@code answer}. */
  void answer(List<CommitResult> results) {
    if (!answered) {
      this.results = results;
      answered = true;
      wake();
    }
  }

  /** Answers that {@code fault} kept the commit from being written, or may have done so. */
  void answer(Fate fate, Throwable fault) {
    if (!answered) {
      this.fate = fate;
      this.fault = fault;
      answered = true;
      wake();
    }
  }

  /**
   * Wakes the caller. A virtual thread never runs again when the JDK has no memory to wake it, so this asks for some
   * memory first. A failure to wake one caller must not keep the others from their answers.
   */
  private void wake() {
    for (var i = 0; i < TRIES; i++) {
      try {
        spare = caller.isVirtual() ? new byte[SPARE_BYTES] : spare;
        LockSupport.unpark(caller);
        return;
      } catch (OutOfMemoryError e) {
        LockSupport.parkNanos(1_000_000);
      }
    }
    try {
      LockSupport.unpark(caller);
    } catch (OutOfMemoryError e) {
      // This concerns one caller only, see above.
    }
  }

  /** Waits for the answer. An interrupt does not shorten the wait, and the thread is interrupted again afterwards. */
  List<CommitResult> await() {
    var interrupted = false;
    while (!answered) {
      LockSupport.park(this);
      interrupted |= Thread.interrupted();
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    if (fault != null) {
      throw exception(fault);
    }
    return Objects.requireNonNull(results);
  }

  /** Each caller throws its own exception, so that the stack trace is the caller's. */
  private StoreException exception(Throwable cause) {
    return switch (fate) {
      case AS_THROWN -> ((StoreException) cause).again();
      case REFUSED ->
        new StoreException.Refused("the store " + store + " cannot write this commit; nothing of it "
            + "was written: " + said(cause), cause);
      case UNKNOWN ->
        new StoreException.UnknownOutcome("writing to the store " + store + " failed: " + said(cause), cause);
      case LATE ->
        new StoreException.Failed("the store " + store + " takes no writes since a write failed (" + said(cause)
            + "); reopen it", cause);
    };
  }

  private static String said(Throwable cause) {
    return cause instanceof Error || cause.getMessage() == null ? cause.toString() : cause.getMessage();
  }
}
