package dev.persist.log;

/** A stored event is not one of the records that an {@link EventTypes} reads, or does not fit its record. */
public final class UnreadableException extends IllegalStateException {
  private static final long serialVersionUID = 1;

  /** Takes the message, which says which event it is and what does not fit. */
  public UnreadableException(String message, Throwable cause) {
    super(message, cause);
  }

  /** Takes the message, which says which event it is. */
  public UnreadableException(String message) {
    super(message);
  }
}
