package dev.persist.app.scaffold;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Which words stand for which in the copy. A word is found in each {@link Style}, in the singular and in the plural, and
 * replaced by the new one in the same style.
 */
final class Words {
  /** Where a word has one part, its style does not show; but the place shows in which the new one is written there. */
  private record Replacement(Noun noun, Style style, boolean open) {
    Style at(Marked marked, int start, int end) {
      if (!open) {
        return style;
      }
      if (style == Style.CAMEL) {
        return marked.style(start, end);
      }
      return marked.beginsSentence(start) ? Style.SENTENCE : style;
    }
  }

  private final Map<String, String> names;
  private final Map<String, Replacement> words = new LinkedHashMap<>();
  private final Pattern pattern;

  /**
   * Takes whole names, such as that of a package, and words.
   *
   * @param names what is replaced as it is, before any word
   * @param nouns the new noun by the old one
   */
  Words(Map<String, String> names, Map<Noun, Noun> nouns) {
    this.names = Map.copyOf(names);
    nouns.forEach((from, to) -> {
      add(from, to);
      add(from.singular(), to.singular());
      add(from.singular().plural(), to.singular().plural());
    });
    var name = alternatives(names.keySet().stream().sorted(longestFirst()).map(Pattern::quote));
    var word = alternatives(words.keySet().stream().sorted(longestFirst()).map(Words::delimited));
    this.pattern = Pattern.compile("(?<name>(?:" + name + ")(?![A-Za-z0-9]))|"
        + "(?:(?<![A-Za-z0-9])(?<article>[Aa]n?)(?<gap>[ _]))?(?<word>" + word + ")");
  }

  private static Comparator<String> longestFirst() {
    return Comparator.comparingInt(String::length).reversed().thenComparing(Function.identity());
  }

  private static String alternatives(Stream<String> all) {
    return all.collect(Collectors.collectingAndThen(Collectors.joining("|"), any -> any.isEmpty() ? "(?!)" : any));
  }

  /** A word ends where a part of a name ends; one that begins in lower case also begins where a part begins. */
  private static String delimited(String word) {
    var begin = Character.isLowerCase(word.charAt(0)) ? "(?<![A-Za-z])" : "";
    var upper = word.equals(word.toUpperCase(Locale.ROOT));
    return (upper ? "(?<![A-Za-z])" : begin) + Pattern.quote(word) + (upper ? "(?![A-Za-z])" : "(?![a-z])");
  }

  private void add(Noun from, Noun to) {
    for (var style : Style.values()) {
      var open = from.parts().size() == 1 && (style == Style.CAMEL || style == Style.PASCAL);
      words.putIfAbsent(from.in(style), new Replacement(to, style, open));
    }
  }

  /** Returns {@code text} in the new words; {@code marked} says of each character what it belongs to. */
  String in(Marked marked) {
    return pattern.matcher(marked.text()).replaceAll(match -> Matcher.quoteReplacement(replacement(marked, match)));
  }

  private String replacement(Marked marked, MatchResult match) {
    var name = names.get(match.group());
    if (name != null) {
      return name;
    }
    if (marked.isForeign(match.start("word"))) {
      return match.group();
    }
    var replacement = Objects.requireNonNull(words.get(match.group("word")));
    var said = replacement.noun.in(replacement.at(marked, match.start("word"), match.end("word")));
    if (match.group("article") == null) {
      return said;
    }
    var article = match.group("article").substring(0, 1)
        + ("aeiou".indexOf(Character.toLowerCase(said.charAt(0))) < 0 ? "" : "n");
    return article + match.group("gap") + said;
  }
}
