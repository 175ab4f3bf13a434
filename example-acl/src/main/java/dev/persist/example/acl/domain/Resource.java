package dev.persist.example.acl.domain;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A resource that can be accessed: a path of segments, split at {@code /}. The wildcard {@code docs/*} stands for each
 * resource whose name begins with {@code docs/}, at any depth. The wildcard {@code *} stands for every resource.
 *
 * @param name a path without a {@link #fault}; it can be granted when {@link #isGrantable}
 */
public record Resource(String name) {
  /** The most segments of a path. A check may read one key for each segment, and one more. */
  public static final int MOST_SEGMENTS = 64;

  private static final String ALL = "*";
  private static final int EXCERPT = 100;

  /**
   * Checks the path.
   *
   * @throws IllegalArgumentException when {@link #fault} finds something
   */
  public Resource {
    var fault = fault(name);
    if (fault.isPresent()) {
      var start = name.length() > EXCERPT
          ? name.substring(0, name.offsetByCodePoints(0, EXCERPT / 2)) + "..."
          : name;
      throw new IllegalArgumentException("the resource \"" + start + "\" " + fault.get());
    }
  }

  /**
   * Returns what is wrong with {@code name}, and what to give instead; empty when it names a resource. A segment that
   * is empty, {@code .} or {@code ..} is wrong: code that resolves {@code docs/../salaries} opens a resource that a
   * grant on {@code docs/*} does not cover.
   */
  public static Optional<String> fault(String name) {
    var segments = name.split("/", MOST_SEGMENTS + 1);
    if (segments.length > MOST_SEGMENTS) {
      return Optional.of("has more than " + MOST_SEGMENTS + " segments; give it " + MOST_SEGMENTS + " or fewer");
    }
    return Stream.of(segments)
        .filter(segment -> segment.isEmpty() || segment.equals(".") || segment.equals(".."))
        .findFirst()
        .map(segment -> "has the segment \"" + segment
            + "\"; give it a path whose segments are neither empty nor . or ..");
  }

  /** Returns whether a grant on it is a grant on all resources below it. */
  public boolean isWildcard() {
    return name.equals(ALL) || name.endsWith("/" + ALL);
  }

  /** Returns whether it cannot be taken for another kind of pattern: a {@code *} must be all of its last segment. */
  public boolean isGrantable() {
    var star = name.indexOf(ALL);
    return star < 0 || (isWildcard() && star == name.length() - 1);
  }

  /** Returns the names at which a grant gives access to it: its own name, then the wildcards above, narrowest first. */
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
