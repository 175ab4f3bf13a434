package dev.persist.app.scaffold;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import javax.lang.model.SourceVersion;

/** Refuses words under which the copy would not compile, or would not be tested as the example is. */
final class Clashes {
  private final Words words;
  private final Foreign foreign;
  private final String hint;

  Clashes(Words words, Foreign foreign, String example) {
    this.words = words;
    this.foreign = foreign;
    this.hint = "; choose another name, or replace more words of " + example + " with --words";
  }

  /**
   * Checks a copy.
   *
   * @param sources the Java files, by path
   * @param ownPackage the package of the example
   * @throws IllegalArgumentException when two names would be one
   */
  void check(Map<String, String> sources, String ownPackage) {
    var marked = sources.values().stream().map(text -> Marked.java(text.replace(ownPackage, ""), foreign)).toList();
    var taken = marked.stream()
        .flatMap(source -> source.identifiers().stream())
        .filter(name -> renamed(name).equals(name))
        .collect(Collectors.toCollection(TreeSet::new));
    marked.forEach(source -> requireDistinct(source.identifiers(), taken));
    var inPackage = "/" + ownPackage.replace('.', '/') + "/";
    for (var path : sources.keySet()) {
      var directory = path.substring(path.indexOf(inPackage) + inPackage.length(), path.lastIndexOf('/') + 1);
      if (!renamed(directory).equals(directory)) {
        throw new IllegalArgumentException("the words would also replace the package \"" + directory + "\"" + hint);
      }
    }
  }

  private void requireDistinct(Set<String> names, Set<String> taken) {
    var origins = new HashMap<String, String>();
    for (var name : names) {
      var renamed = renamed(name);
      var other = origins.put(renamed, name);
      if (other != null) {
        throw new IllegalArgumentException(
            "\"" + other + "\" and \"" + name + "\" would both become \"" + renamed + "\"" + hint);
      }
      if (!renamed.equals(name) && (taken.contains(renamed) || SourceVersion.isKeyword(renamed) || isOfJava(renamed))) {
        throw new IllegalArgumentException("\"" + name + "\" would become \"" + renamed + "\", which is taken" + hint);
      }
    }
  }

  private String renamed(String code) {
    return words.in(Marked.java(code, foreign));
  }

  private static boolean isOfJava(String name) {
    try {
      Class.forName("java.lang." + name, false, null);
      return true;
    } catch (ClassNotFoundException | LinkageError e) {
      return false;
    }
  }
}
