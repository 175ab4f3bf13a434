package dev.persist.example.ledger.domain;

/** The next step of an order. */
public enum Step {
  /** Ask the warehouse to keep the goods. */
  RESERVE,
  /** Send the order: the goods are kept, and it is paid. */
  FULFIL,
  /** Pay the order back: it is paid, and the goods cannot be had. */
  PAY_BACK,
  /** Do nothing now. Something may come from outside, such as a payment. */
  WAIT
}
