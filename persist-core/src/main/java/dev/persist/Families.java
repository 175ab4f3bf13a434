package dev.persist;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The records of a sealed interface, and the names they are stored under. Storage format. */
public final class Families {
  private static final Pattern WORDS = Pattern.compile("(?<=[a-z0-9])(?=[A-Z])");

  private Families() {}

  /** Returns whether {@code type} is a sealed interface. */
  public static boolean is(Class<?> type) {
    return type.isSealed() && type.isInterface();
  }

  /**
   * Returns the records of {@code family}, a record or a sealed interface of records, by their names. A record's name
   * is its simple name in lower case with hyphens. A sealed interface in the family stands for the records in it.
   *
   * @throws IllegalArgumentException when the family has anything else in it, or when two records have one name
   */
  public static Map<String, Class<?>> records(Class<?> family) {
    var records = new LinkedHashMap<String, Class<?>>();
    leaves(family).distinct().forEach(record -> add(records, name(record), record)); // it may be in two interfaces
    return records;
  }

  /**
   * Adds {@code record} under {@code name}.
   *
   * @throws IllegalArgumentException when another record has that name
   */
  public static <R> void add(Map<String, Class<? extends R>> records, String name, Class<? extends R> record) {
    var taken = records.putIfAbsent(name, record);
    if (taken != null) {
      throw new IllegalArgumentException(
          "both " + taken.getName() + " and " + record.getName() + " are stored as \"" + name
              + "\"; rename one of them");
    }
  }

  private static String name(Class<?> record) {
    return WORDS.matcher(record.getSimpleName()).replaceAll("-").toLowerCase(Locale.ROOT);
  }

  private static Stream<Class<?>> leaves(Class<?> type) {
    if (type.isRecord()) {
      return Stream.of(type);
    }
    if (!is(type)) {
      throw new IllegalArgumentException(
          type.getName() + " is neither a record nor a sealed interface; make it one of them");
    }
    return Stream.of(type.getPermittedSubclasses()).flatMap(Families::leaves);
  }
}
