package dev.persist.feed;

/** What became of an attempt to move the checkpoint, in one commit with an effect. */
sealed interface Attempt {
  /** It was moved, to there. */
  record Moved(Checkpoint to) implements Attempt {}

  /** A guard of the effect's own did not hold; nothing was written. */
  record Overtaken() implements Attempt {}

  /** The checkpoint is no longer what this runner left; nothing was written. */
  record Lost() implements Attempt {}

  /** The effect cannot be committed; nothing was written. */
  record Bad(String error) implements Attempt {}
}
