package dev.persist.app.scaffold;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** How a name of several parts is written. */
enum Style {
  /** {@code StockItem}. */
  PASCAL,
  /** {@code stockItem}. */
  CAMEL,
  /** {@code STOCK_ITEM}. */
  SCREAMING,
  /** {@code stock_item}. */
  SNAKE,
  /** {@code stock-item}. */
  KEBAB,
  /** {@code stock item}. */
  SPACED,
  /** {@code Stock item}. */
  SENTENCE;

  /** Writes {@code parts}, which are in lower case, in this style. */
  String of(List<String> parts) {
    return switch (this) {
      case PASCAL -> parts.stream().map(Style::capital).collect(Collectors.joining());
      case CAMEL -> parts.getFirst() + PASCAL.of(parts.subList(1, parts.size()));
      case SCREAMING -> String.join("_", parts).toUpperCase(Locale.ROOT);
      case SNAKE -> String.join("_", parts);
      case KEBAB -> String.join("-", parts);
      case SPACED -> String.join(" ", parts);
      case SENTENCE -> capital(String.join(" ", parts));
    };
  }

  private static String capital(String part) {
    return part.substring(0, 1).toUpperCase(Locale.ROOT) + part.substring(1);
  }
}
