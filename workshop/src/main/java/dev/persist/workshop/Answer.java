package dev.persist.workshop;

/** What a buyer is told. */
public enum Answer {
  /** The buyer has the seat, or both seats. */
  SOLD,

  /** Somebody else has it. */
  TAKEN,

  /** Nothing was sold; the buyer may ask again. From stage 4 on, nobody is told this. */
  TRY_AGAIN
}
