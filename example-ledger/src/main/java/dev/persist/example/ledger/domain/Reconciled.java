package dev.persist.example.ledger.domain;

/** Whether what the ledger says all orders come to is what they come to. */
public sealed interface Reconciled {
  /** It is: both are {@code totals}. */
  record Balanced(Totals totals) implements Reconciled {}

  /** It is not: the ledger says {@code view}, the orders come to {@code orders}. */
  record Off(Totals view, Totals orders) implements Reconciled {}
}
