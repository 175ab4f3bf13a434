package dev.persist.example.ledger.domain;

/** Whether the warehouse keeps the ordered goods. The names are storage format. */
public enum Stock {
  /** The warehouse has not answered yet. */
  UNASKED,
  /** The warehouse keeps the goods. */
  RESERVED,
  /** The warehouse cannot keep the goods. */
  REFUSED
}
