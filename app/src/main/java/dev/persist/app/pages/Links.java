package dev.persist.app.pages;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** Writes links. */
public final class Links {
  private Links() {}

  /** Returns {@code name} as one part of a path. */
  public static String part(String name) {
    return URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
  }

  /**
   * Returns {@code path} with a query.
   *
   * @param pairs a name and its value, and so on; one whose value is empty is left out
   */
  public static String to(String path, Object... pairs) {
    var link = new StringBuilder(path);
    for (var i = 0; i < pairs.length; i += 2) {
      var value = String.valueOf(pairs[i + 1]);
      if (!value.isEmpty()) {
        link.append(link.length() == path.length() ? '?' : '&').append(pairs[i]).append('=').append(part(value));
      }
    }
    return link.toString();
  }
}
