package dev.persist.example.ledger.domain;

/** What an order is to go on with. */
public enum Step {
  /** Ask the warehouse to keep what was ordered. */
  RESERVE,
  /** Send it: it is kept and paid. */
  FULFIL,
  /** Pay back: it is paid and cannot be had. */
  PAY_BACK,
  /** Nothing now; something may come from outside, such as a payment. */
  WAIT
}
