package dev.persist.feed;

/** The outcome of an attempt to move the checkpoint, in one commit with an effect. */
sealed interface Attempt {
  /** The checkpoint was moved, to {@code to}. */
  record Moved(Checkpoint to) implements Attempt {}

  /** A guard of the effect itself did not hold; nothing was written. */
  record Overtaken() implements Attempt {}

  /** The checkpoint is no longer the one this runner wrote; nothing was written. */
  record Lost() implements Attempt {}

  /** The effect cannot be made or committed; nothing was written. */
  record Bad(Throwable fault) implements Attempt {}
}
