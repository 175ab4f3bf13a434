package dev.persist.example.ledger.domain;

import java.util.regex.Pattern;

/**
 * An amount of money.
 *
 * @param amount in minor units (cents, pence), 0 or more
 * @param currency its ISO 4217 code, such as {@code GBP}
 */
public record Money(long amount, String currency) {
  private static final Pattern CODE = Pattern.compile("[A-Z]{3}");

  /** Checks both. */
  public Money {
    if (amount < 0) {
      throw new IllegalArgumentException("the amount is " + amount + "; it is 0 or more");
    }
    if (!CODE.matcher(currency).matches()) {
      throw new IllegalArgumentException("the currency is \"" + currency + "\"; it is three capital letters");
    }
  }
}
