package dev.persist.spi;

import java.util.Comparator;

/** Orders names by code point. The UTF-8 bytes of names have the same order; {@code String.compareTo} has another. */
public final class NameOrder {
  /** The order. */
  public static final Comparator<String> BY_CODE_POINT = NameOrder::compare;

  private NameOrder() {}

  private static int compare(String a, String b) {
    var length = Math.min(a.length(), b.length());
    for (var i = 0; i < length; i++) {
      var x = a.charAt(i);
      var y = b.charAt(i);
      if (x != y) {
        var sameKind = Character.isSurrogate(x) == Character.isSurrogate(y);
        return sameKind ? Character.compare(x, y) : Character.isSurrogate(x) ? 1 : -1;
      }
    }
    return Integer.compare(a.length(), b.length());
  }
}
