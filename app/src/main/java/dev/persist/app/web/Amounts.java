package dev.persist.app.web;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Currency;

/** Reads and writes amounts of money, which the store keeps in minor units: 1250 is 12.50 GBP, and 1250 JPY. */
public final class Amounts {
  private Amounts() {}

  /** Writes {@code amount} minor units of {@code currency}, such as 12.50 GBP. */
  public static String text(long amount, String currency) {
    return text(BigInteger.valueOf(amount), currency);
  }

  /** Writes {@code amount} minor units of {@code currency}, such as 12.50 GBP. */
  public static String text(BigInteger amount, String currency) {
    return new BigDecimal(amount, digits(currency)).toPlainString() + " " + currency;
  }

  /** Returns the form of an amount of {@code currency} as a regular expression, for an input. */
  public static String pattern(String currency) {
    var digits = digits(currency);
    return "[0-9]{1,10}" + (digits == 0 ? "" : "([.][0-9]{1," + digits + "})?");
  }

  /**
   * Reads an amount of {@code currency} into minor units.
   *
   * @throws InvalidField when {@code text}, the value of {@code field}, has another form
   */
  public static long read(String field, String text, String currency) {
    InvalidField.unless(text.matches(pattern(currency)), field,
        "must be an amount such as " + new BigDecimal(BigInteger.valueOf(1_250), digits(currency)).toPlainString());
    return new BigDecimal(text).movePointRight(digits(currency)).longValueExact();
  }

  /** Returns the digits of the minor unit by ISO 4217: none for gold and the like, two when the standard has no such currency. */
  private static int digits(String currency) {
    try {
      return Math.max(0, Currency.getInstance(currency).getDefaultFractionDigits());
    } catch (IllegalArgumentException unknown) {
      return 2;
    }
  }
}
