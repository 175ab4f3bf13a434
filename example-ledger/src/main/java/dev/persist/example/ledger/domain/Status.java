package dev.persist.example.ledger.domain;

/** The status of an order. The names are storage format. */
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
