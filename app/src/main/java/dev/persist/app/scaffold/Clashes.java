package dev.persist.app.scaffold;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import javax.lang.model.SourceVersion;

/** Refuses words under which the copy would not compile, or would not be tested as the example is. */
final class Clashes {
  private final Words words;
  private final Foreign foreign;
  private final String hint;

  Clashes(Words words, Foreign foreign, String example) {
    this.words = words;
    this.foreign = foreign;
    this.hint = "; choose other words, or replace more words of " + example + " with --words";
  }

  /**
   * Checks a copy.
   *
   * @param sources the Java files, by path
   * @param ownPackage the package of the example
   * @throws IllegalArgumentException when names would be one; it names all of them
   */
  void check(Map<String, String> sources, String ownPackage) {
    var marked = new TreeMap<String, Marked>();
    sources.forEach((path, text) -> marked.put(path, Marked.java(text.replace(ownPackage, ""), foreign)));
    var taken = new HashMap<String, String>();
    marked.forEach((path, source) -> source.identifiers()
        .stream()
        .filter(name -> renamed(name).equals(name))
        .forEach(name -> taken.putIfAbsent(name, place(path, source.text(), name))));
    var faults = new TreeSet<String>();
    marked.values().forEach(source -> add(faults, source.identifiers(), taken));
    var inPackage = "/" + ownPackage.replace('.', '/') + "/";
    for (var path : sources.keySet()) {
      var directory = path.substring(path.indexOf(inPackage) + inPackage.length(), path.lastIndexOf('/') + 1);
      if (!renamed(directory).equals(directory)) {
        faults.add("the words would also replace the package \"" + directory + "\"");
      }
    }
    if (!faults.isEmpty()) {
      throw new IllegalArgumentException(String.join("; ", faults) + hint);
    }
  }

  private void add(Set<String> faults, Set<String> names, Map<String, String> taken) {
    var origins = new HashMap<String, String>();
    for (var name : names) {
      var renamed = renamed(name);
      var other = origins.put(renamed, name);
      if (other != null) {
        faults.add("\"" + other + "\" and \"" + name + "\" would both become \"" + renamed + "\"");
      } else if (!renamed.equals(name) && (SourceVersion.isKeyword(renamed) || isOfJava(renamed))) {
        faults.add("\"" + name + "\" would become \"" + renamed + "\", which is Java's");
      } else if (!renamed.equals(name) && taken.containsKey(renamed)) {
        faults.add("\"" + name + "\" would become \"" + renamed + "\", which is taken (" + taken.get(renamed) + ")");
      }
    }
  }

  /** Says where {@code name} stands first in {@code text}. */
  private static String place(String path, String text, String name) {
    var before = text.split("\\b" + Pattern.quote(name) + "\\b", 2)[0];
    return path.substring(path.lastIndexOf('/') + 1) + ":" + (1 + before.chars().filter(c -> c == '\n').count());
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
