package dev.persist.example.ledger.domain;

/** Where an order is. The names are storage format. */
public enum Status {
  /** Ordered, not paid. */
  PLACED,
  /** Paid, not sent. */
  PAID,
  /** Paid and sent. */
  FULFILLED,
  /** The money went back. */
  REFUNDED
}
