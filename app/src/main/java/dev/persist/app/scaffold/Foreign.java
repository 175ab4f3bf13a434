package dev.persist.app.scaffold;

import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * The names in the code of an example that are not its own: those it imports, and those that only ever follow a dot, such as
 * a method that it calls.
 */
final class Foreign {
  private static final Pattern IMPORT = Pattern.compile("(?m)^import .*[.](\\w+);$");

  private final String ownImport;
  private final Set<String> names = new TreeSet<>();
  private final Set<String> imported = new TreeSet<>();

  Foreign(Collection<String> sources, String ownPackage) {
    this.ownImport = " " + ownPackage + ".";
    var own = new TreeSet<String>();
    for (var source : sources) {
      var code = IMPORT.matcher(source).replaceAll("");
      Marked.JAVA.matcher(code)
          .results()
          .filter(token -> token.group("name") != null)
          .forEach(token -> (follows(code, token.start(), '.') ? names : own).add(token.group("name")));
    }
    names.removeAll(own);
    sources.forEach(source -> IMPORT.matcher(source)
        .results()
        .filter(line -> !line.group().contains(ownImport))
        .forEach(line -> imported.add(line.group(1))));
    names.addAll(imported);
  }

  /** Tells whether a type of this name is imported. */
  boolean isImported(Noun noun) {
    return imported.contains(noun.in(Style.PASCAL));
  }

  private static boolean follows(String code, int start, char other) {
    return start > 0 && code.charAt(start - 1) == other;
  }

  /** Tells whether {@code name}, at {@code start} of {@code code}, is another's; so is all of a line that imports such a name. */
  boolean has(String code, int start, String name) {
    if (names.contains(name)) {
      return true;
    }
    var line = code.substring(code.lastIndexOf('\n', start) + 1, start);
    return line.startsWith("import ") && !code.startsWith(ownImport.substring(1), code.lastIndexOf(' ', start) + 1);
  }
}
