package dev.persist.decide;

/** How far {@link Boundary#retag} has come. */
public sealed interface Tagging {
  /** The events through {@code seq}, of {@code goal}, carry the tags of the new rule, which is not in use yet. */
  record Behind(long seq, long goal) implements Tagging {}

  /** Every event carries the tags of this rule, which is in use. */
  record Done() implements Tagging {}
}
