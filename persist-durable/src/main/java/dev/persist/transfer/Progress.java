package dev.persist.transfer;

/** Is told how far a transfer is. Called by the thread that transfers, for each megabyte or so. */
public interface Progress {
  /** Tells nobody. */
  Progress NONE = (parts, bytes, of) -> {};

  /**
   * Says how far it is.
   *
   * @param parts how many streams, events, commits and keys are done
   * @param bytes how many bytes are done
   * @param of how many bytes there are, 0 when that is not known
   */
  void at(long parts, long bytes, long of);
}
