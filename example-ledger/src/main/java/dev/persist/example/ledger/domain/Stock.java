package dev.persist.example.ledger.domain;

/** Whether the warehouse keeps what was ordered. The names are storage format. */
public enum Stock {
  /** It has not answered yet. */
  UNASKED,
  /** It keeps it. */
  RESERVED,
  /** It cannot. */
  REFUSED
}
