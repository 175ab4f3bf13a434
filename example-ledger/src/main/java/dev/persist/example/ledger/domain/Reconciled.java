package dev.persist.example.ledger.domain;

/** Whether the ledger's totals are those of the orders themselves. */
public sealed interface Reconciled {
  /** They agree: both are {@code totals}. */
  record Balanced(Totals totals) implements Reconciled {}

  /** They differ: the ledger says {@code view}, the orders themselves give {@code orders}. */
  record Off(Totals view, Totals orders) implements Reconciled {}
}
