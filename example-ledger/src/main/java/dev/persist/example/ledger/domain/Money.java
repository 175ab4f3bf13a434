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
      throw new IllegalArgumentException("the amount is " + amount + "; give 0 or more");
    }
    if (!CODE.matcher(currency).matches()) {
      throw new IllegalArgumentException(
          "the currency is \"" + currency + "\"; give three capital letters, such as GBP");
    }
  }

  /** Returns no money, in {@code currency}. */
  public static Money none(String currency) {
    return new Money(0, currency);
  }

  /** Returns the sum of both. Refuses another currency, and a sum that is over a {@code long}. */
  public Money plus(Money other) {
    try {
      return new Money(Math.addExact(amount, sameCurrency(other).amount), currency);
    } catch (ArithmeticException e) {
      throw new IllegalArgumentException(
          "the sum of " + this + " and " + other + " is above the limit of " + Long.MAX_VALUE, e);
    }
  }

  /** Returns this amount less {@code other}. Refuses another currency, and more than this amount. */
  public Money minus(Money other) {
    return new Money(amount - sameCurrency(other).amount, currency);
  }

  private Money sameCurrency(Money other) {
    if (!other.currency.equals(currency)) {
      throw new IllegalArgumentException(this + " and " + other + " have different currencies; use one currency");
    }
    return other;
  }
}
