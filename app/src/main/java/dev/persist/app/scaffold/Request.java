package dev.persist.app.scaffold;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import javax.lang.model.SourceVersion;

/**
 * What module to make.
 *
 * @param name the name of the module
 * @param from the example to copy
 * @param packageName the package of the new classes
 * @param into the directory that the module's directory is made in
 * @param words further words of the example, each with the one that replaces it
 * @param minimal whether to leave out what the README of the example says
 */
public record Request(String name, String from, String packageName, Path into, Map<String, String> words,
    boolean minimal) {
  private static final String PREFIX = "example-";

  /**
   * Copies the words.
   *
   * @throws IllegalArgumentException when a name or a word cannot be one
   */
  public Request {
    words = Map.copyOf(words);
    requireWord(name, "a module", "example-inventory");
    if (!SourceVersion.isName(packageName) || !packageName.equals(packageName.toLowerCase(Locale.ROOT))) {
      throw new IllegalArgumentException(
          "\"" + packageName + "\" cannot be a package; give names in lower case, none of "
              + "them a word of Java, such as com.acme.inventory");
    }
    words.forEach((old, word) -> {
      requireWord(old, "a word", "seat");
      requireWord(word, "a word", "shelf");
    });
  }

  private static void requireWord(String word, String what, String such) {
    if (!word.matches("[a-z][a-z0-9]*(-[a-z0-9]+)*")) {
      throw new IllegalArgumentException(
          "\"" + word + "\" cannot be " + what + "; give words in lower case, joined by hyphens, such as " + such);
    }
  }

  /** Returns what the new module is about: its name, without the word that all examples begin with. */
  Noun subject() {
    return subject(name);
  }

  /** Returns what the module {@code name} is about. */
  static Noun subject(String name) {
    return Noun.ofKebab(name.startsWith(PREFIX) ? name.substring(PREFIX.length()) : name);
  }
}
