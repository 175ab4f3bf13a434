package dev.persist.example.acl.domain;

import java.util.LinkedHashSet;
import java.util.List;

/**
 * What access is to: a path of segments, split at {@code /}. The wildcard {@code docs/*} stands for each resource whose name
 * begins with {@code docs/}, at any depth, and {@code *} for every resource.
 *
 * @param name any text; one can be granted when {@link #isGrantable}
 */
public record Resource(String name) {
  private static final String ALL = "*";

  /** Returns whether a grant on it is one on all below it. */
  public boolean isWildcard() {
    return name.equals(ALL) || name.endsWith("/" + ALL);
  }

  /** Returns whether nobody can take it for another kind of pattern: a {@code *} is all of its last segment. */
  public boolean isGrantable() {
    var star = name.indexOf(ALL);
    return !name.isEmpty() && (star < 0 || (isWildcard() && star == name.length() - 1));
  }

  /** Returns the names at which a grant gives access to it: its own, then those of the wildcards above, narrowest first. */
  public List<String> givenBy() {
    var names = new LinkedHashSet<String>();
    names.add(name);
    for (var slash = name.lastIndexOf('/'); slash >= 0; slash = name.lastIndexOf('/', slash - 1)) {
      names.add(name.substring(0, slash + 1) + ALL);
    }
    names.add(ALL);
    return List.copyOf(names);
  }

  /** Returns whether a grant on {@code other} gives access to it or, when it is a wildcard, to some of it. */
  public boolean overlaps(String other) {
    return givenBy().contains(other) || (isWildcard() && new Resource(other).givenBy().contains(name));
  }
}
