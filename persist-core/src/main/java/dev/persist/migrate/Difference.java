package dev.persist.migrate;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Optional;

/**
 * A call that the two versions answered differently.
 *
 * @param call what was called, as text
 * @param old what the old version answered, as text
 * @param candidate what the candidate, the new version, answered, as text
 */
public record Difference(String call, String old, String candidate) {
  private static final int LONGEST = 10_000;

  /** Cuts a text that is too long to be read, and replaces characters that are not valid. */
  public Difference {
    call = cut(call);
    old = cut(old);
    candidate = cut(candidate);
  }

  static Optional<Difference> between(Object call, Answer old, Answer candidate) {
    return old.sameAs(candidate)
        ? Optional.empty()
        : Optional.of(new Difference(call.toString(), old.text(), candidate.text()));
  }

  private static String cut(String text) {
    var characters = new String(text.getBytes(UTF_8), UTF_8);
    return characters.codePointCount(0, characters.length()) <= LONGEST
        ? characters
        : characters.substring(0, characters.offsetByCodePoints(0, LONGEST)) + "…";
  }
}
