package dev.persist;

/**
 * A fault of the store, as opposed to an outcome of a commit. Each kind says what is known about the write of this
 * call.
 */
public abstract sealed class StoreException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private StoreException(String message, Throwable cause) {
    super(message, cause);
  }

  private StoreException(String message) {
    super(message);
  }

  /**
   * Returns this fault for one more caller that it hit: with that caller's stack trace, and with this as the cause. A {@code Closed} is
   * returned as it is.
   */
  public StoreException again() {
    var message = String.valueOf(getMessage());
    return switch (this) {
      case UnknownOutcome unknown -> new UnknownOutcome(message, this);
      case Unavailable unavailable -> new Unavailable(message, this);
      case Refused refused -> new Refused(message, this);
      case Damaged damaged -> new Damaged(message, this);
      case Failed failed -> new Failed(message, this);
      case Closed closed -> closed;
    };
  }

  /**
   * The store cannot be reached, and this call changed nothing. Either the store could not be opened (missing driver,
   * locked, not writable, newer format), or the database or blob store behind it does not answer. Trying again is safe.
   */
  public static final class Unavailable extends StoreException {
    private static final long serialVersionUID = 1;

    /** Takes the message, which says why and what to do. */
    public Unavailable(String message) {
      super(message);
    }

    /** Takes the message, which says why and what to do. */
    public Unavailable(String message, Throwable cause) {
      super(message, cause);
    }
  }

  /** The store is closed or closing. This call did nothing. */
  public static final class Closed extends StoreException {
    private static final long serialVersionUID = 1;

    /** Takes the name of the store. */
    public Closed(String store) {
      super("the store " + store + " is closed; open it again to use it");
    }
  }

  /** An earlier write failed, so the store takes no more writes until it is reopened. This call wrote nothing. */
  public static final class Failed extends StoreException {
    private static final long serialVersionUID = 1;

    /** Takes the message, which says what failed. */
    public Failed(String message, Throwable cause) {
      super(message, cause);
    }
  }

  /**
   * The write may or may not have taken effect: the acknowledgement was lost. Retrying a commit with the same
   * {@link CommitId} gives the original outcome or commits once.
   */
  public static final class UnknownOutcome extends StoreException {
    private static final long serialVersionUID = 1;

    /** Takes the message, which says what failed. */
    public UnknownOutcome(String message, Throwable cause) {
      super(message, cause);
    }
  }

  /** The store, or the database behind it, cannot write this commit, but takes others. Nothing was written. */
  public static final class Refused extends StoreException {
    private static final long serialVersionUID = 1;

    /** Takes the message, which says why. */
    public Refused(String message, Throwable cause) {
      super(message, cause);
    }
  }

  /** The stored data cannot be what the store wrote. This call returned none of it. */
  public static final class Damaged extends StoreException {
    private static final long serialVersionUID = 1;

    /** Takes the message, which says what was read, and where. */
    public Damaged(String message) {
      super(message);
    }

    /** Takes the message, which says what was read, and where. */
    public Damaged(String message, Throwable cause) {
      super(message, cause);
    }
  }
}
