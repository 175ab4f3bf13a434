package dev.persist.log;

/** A fold or a tag rule needs events that were truncated. Nothing was changed. */
public final class TruncatedException extends IllegalStateException {
  private static final long serialVersionUID = 1;

  /**
   * Says that events {@code from} to {@code to} of {@code stream} are missing.
   *
   * @param remedy what the caller can do
   */
  public TruncatedException(long from, long to, String stream, String remedy) {
    super((from == to ? "event " + from : "events " + from + " to " + to) + " of stream \"" + stream + "\" "
        + (from == to ? "was" : "were") + " truncated; " + remedy);
  }
}
