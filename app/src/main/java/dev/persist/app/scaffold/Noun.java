package dev.persist.app.scaffold;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What a domain is called, in one or several parts.
 *
 * @param parts in lower case, such as "stock", "items"
 */
record Noun(List<String> parts) {
  /** Nouns in f and fe whose plural is in ves, such as shelf and knife; others, such as roof and safe, take an s. */
  private static final String F = ".*(shel|sel|hal|cal|lea|loa|thie|wol)";
  private static final String FE = ".*(kni|wi|(?<!o)li)";

  Noun {
    parts = List.copyOf(parts);
  }

  /** Reads a name whose parts are joined by hyphens. */
  static Noun ofKebab(String name) {
    return new Noun(List.of(name.split("-", -1)));
  }

  /** Reads the name of a type. */
  static Noun ofType(String name) {
    return ofKebab(name.replaceAll("(?<=[a-z0-9])(?=[A-Z])", "-").toLowerCase(Locale.ROOT));
  }

  String in(Style style) {
    return style.of(parts);
  }

  /** Returns the singular, by the rules of English; itself, if it is none of a plural. */
  Noun singular() {
    var last = parts.getLast();
    if (last.matches(".+[^aeiou]ies")) {
      return endingIn(last.substring(0, last.length() - 3) + "y");
    }
    if (last.matches(F + "ves") || last.matches(FE + "ves")) {
      return endingIn(last.substring(0, last.length() - 3) + (last.matches(F + "ves") ? "f" : "fe"));
    }
    if (last.matches(".+(s|x|z|ch|sh)es")) {
      return endingIn(last.substring(0, last.length() - 2));
    }
    return last.matches(".+[^sui]s") ? endingIn(last.substring(0, last.length() - 1)) : this;
  }

  /** Returns the plural of this singular. */
  Noun plural() {
    var last = parts.getLast();
    if (last.matches(".*[^aeiou]y")) {
      return endingIn(last.substring(0, last.length() - 1) + "ies");
    }
    if (last.matches(F + "f") || last.matches(FE + "fe")) {
      return endingIn(last.replaceFirst("fe?$", "ves"));
    }
    return endingIn(last + (last.matches(".*(s|x|z|ch|sh)") ? "es" : "s"));
  }

  private Noun endingIn(String last) {
    var all = new ArrayList<>(parts);
    all.set(all.size() - 1, last);
    return new Noun(all);
  }
}
