package dev.persist.example.ledger.domain;

/**
 * One line of an order.
 *
 * @param sku the article ordered
 * @param quantity how many of it, 1 or more
 * @param unitPrice the price of one, in minor units of the order's currency, 0 or more
 */
public record Line(String sku, int quantity, long unitPrice) {
  /** Checks the numbers. */
  public Line {
    if (quantity < 1) {
      throw new IllegalArgumentException("the quantity is " + quantity + "; give 1 or more");
    }
    if (unitPrice < 0) {
      throw new IllegalArgumentException("the unit price is " + unitPrice + "; give 0 or more");
    }
  }

  /** Returns quantity times unit price; throws {@link ArithmeticException} when that is over a {@code long}. */
  long total() {
    return Math.multiplyExact(unitPrice, (long) quantity);
  }
}
