package dev.persist.app;

import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/**
 * A setting of the app. It has one name in the environment and in a properties file, and a flag of {@code serve}.
 *
 * @param key the name, such as {@code PERSIST_URL}; the flag is then {@code --url}
 * @param form stands for the value in the help
 * @param meaning says in the help what it is
 * @param allowed says in an error which values are allowed
 * @param otherwise the value when nobody gives one; empty when there is none then
 * @param secret whether errors leave the value out
 * @param read turns the text of a value into the value; empty when it is not allowed
 */
record Setting<T>(String key, String form, String meaning, String allowed, Optional<String> otherwise, boolean secret,
    Function<String, Optional<T>> read) {
  /** Returns the flag. */
  String flag() {
    return longFlag().replaceFirst("^--persist-", "--");
  }

  /** Returns the flag that has the whole name, which is taken as well. */
  String longFlag() {
    return "--" + key.toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Says that {@code text}, which came {@code from} somewhere, is not what is {@code allowed}. A URL may hold a password. */
  String refused(String text, String from, String allowed) {
    var shown = secret || text.contains("@") || text.contains("?") ? "a value that is not shown" : "\"" + text + "\"";
    return key + " is " + shown + " (" + from + "); give " + allowed;
  }
}
