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
}
