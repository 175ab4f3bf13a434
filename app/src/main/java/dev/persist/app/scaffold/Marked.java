package dev.persist.app.scaffold;

import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * A text, with what each of its characters belongs to: that shows how a name of several parts is written there.
 */
final class Marked {
  private static final String STRING = "\"\"\"(?s:.*?)\"\"\"|\"(?:\\\\.|[^\"\\\\\n])*+\"";
  static final Pattern JAVA = Pattern.compile("(?<prose>//.*|/[*](?s:.*?)[*]/)|(?<string>" + STRING
      + ")|'(?:\\\\.|[^'\\\\])+'|(?<name>[A-Za-z_$][\\w$]*)");
  private static final Pattern MARKDOWN = Pattern.compile("(?ms)^```(?<code>.*?)^```|`[^`\n]+`|\\]\\([^)]*\\)");

  private enum Kind {
    CODE, STRING, PROSE, FOREIGN
  }

  private final String text;
  private final Kind[] kinds;
  private final Set<String> identifiers = new TreeSet<>();

  private Marked(String text, Kind most) {
    this.text = text;
    this.kinds = new Kind[text.length()];
    Arrays.fill(kinds, most);
  }

  /** Marks a path, or a file in which all is code. */
  static Marked code(String text) {
    return new Marked(text, Kind.CODE);
  }

  /** Marks Java code. */
  static Marked java(String text, Foreign foreign) {
    var marked = code(text);
    JAVA.matcher(text).results().forEach(token -> {
      if (token.group("prose") != null) {
        marked.mark(token.start(), token.end(), Kind.PROSE);
      } else if (token.group("string") != null) {
        marked.mark(token.start(), token.end(), Kind.STRING);
      } else if (token.group("name") != null) {
        marked.identifiers.add(token.group("name"));
        if (foreign.has(text, token.start(), token.group("name"))) {
          marked.mark(token.start(), token.end(), Kind.FOREIGN);
        }
      }
    });
    return marked;
  }

  /** Marks Markdown, with Java code in it. */
  static Marked markdown(String text, Foreign foreign) {
    var marked = new Marked(text, Kind.PROSE);
    MARKDOWN.matcher(text).results().forEach(token -> {
      marked.mark(token.start(), token.end(), Kind.CODE);
      if (token.group("code") != null && token.group("code").startsWith("java\n")) {
        var java = java(token.group("code"), foreign);
        System.arraycopy(java.kinds, 0, marked.kinds, token.start("code"), java.kinds.length);
      }
    });
    return marked;
  }

  private void mark(int from, int to, Kind kind) {
    Arrays.fill(kinds, from, to, kind);
  }

  String text() {
    return text;
  }

  /** Returns the names that Java code has outside of comments and strings. */
  Set<String> identifiers() {
    return identifiers;
  }

  /** Returns how a name is written where a word of one part in lower case stands. */
  Style style(int from, int to) {
    var around = "" + at(from - 1) + at(to);
    if (around.contains("_")) {
      return Style.SNAKE;
    }
    if (around.contains("-") || around.contains("/")) {
      return Style.KEBAB;
    }
    return switch (kinds[from]) {
      case CODE, FOREIGN -> Style.CAMEL;
      case STRING -> around.contains(" ") ? Style.SPACED : Style.KEBAB;
      case PROSE -> isNamedByTag(from) ? Style.CAMEL : Style.SPACED;
    };
  }

  private boolean isNamedByTag(int from) {
    return text.substring(text.lastIndexOf('@', from) + 1, from)
        .matches("code [^}]*|(link|linkplain|see) [^} ]*|param ");
  }

  /** Tells whether a capital letter there may only begin a sentence, and so names no type. */
  boolean beginsSentence(int from) {
    var before = from - 1;
    while (at(before) == ' ' || at(before) == '*') {
      before--;
    }
    return kinds[from] == Kind.PROSE && !isNamedByTag(from) && "\n./".indexOf(at(before)) >= 0;
  }

  /** Tells whether what stands there belongs to others, and is not replaced. */
  boolean isForeign(int index) {
    return kinds[index] == Kind.FOREIGN;
  }

  private char at(int index) {
    return index < 0 || index >= text.length() ? '\n' : text.charAt(index);
  }
}
