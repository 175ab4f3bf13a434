package dev.persist.conformance;

import dev.persist.Json;
import java.util.List;
import java.util.stream.Stream;

/** What a test says of the storage format. */
public final class Pinned {
  private Pinned() {}

  /**
   * Returns {@code texts}, such as {@code held{"seat":1,"actor":"ann"}}, with the JSON of each as it is stored. So a test may name the
   * fields in any order, and still holds when one of them gets another name.
   */
  public static List<String> events(String... texts) {
    return Stream.of(texts).map(text -> {
      var json = text.indexOf('{');
      return text.substring(0, json) + Json.parse(text.substring(json));
    }).toList();
  }
}
