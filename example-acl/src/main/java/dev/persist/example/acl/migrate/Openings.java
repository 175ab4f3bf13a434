package dev.persist.example.acl.migrate;

import dev.persist.Commit;
import dev.persist.Json;
import dev.persist.example.acl.StoredGrants;
import dev.persist.example.acl.domain.GrantEvent.Granted;
import dev.persist.example.acl.domain.Grants;
import dev.persist.migrate.Genesis.Opening;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Turns what the old version holds into the first events of the new version. */
public final class Openings {
  private Openings() {}

  /**
   * Returns one opening for each resource of {@code dump}, dated {@code at}.
   *
   * @throws IllegalArgumentException when one opening would be refused; thrown before any is written
   */
  public static Stream<Opening> of(Map<String, Set<String>> dump, Instant at) {
    var openings = dump.entrySet().stream().map(each -> opening(each.getKey(), each.getValue(), at)).toList();
    openings.forEach(opening -> opening.events().apply(Commit.builder()).build());
    return openings.stream();
  }

  private static Opening opening(String resource, Set<String> principals, Instant at) {
    requireNoWildcard(resource);
    var names = new TreeSet<>(principals);
    var granted = names.stream().map(name -> new Granted(name, "migration", "had access before")).toList();
    var events = Grants.NONE.grant(granted, at).events();
    return new Opening(StoredGrants.stream(resource), Json.of(names),
        commit -> StoredGrants.add(commit, resource, events, at));
  }

  static void requireNoWildcard(String resource) {
    if (resource.contains("*")) {
      throw new IllegalArgumentException("the resource \"" + resource
          + "\" has a *, which now stands for all below it; rename it in the old version first");
    }
  }
}
