package dev.persist.example.acl.migrate;

import dev.persist.example.acl.AccessControl;
import dev.persist.example.acl.domain.GrantEvent.Granted;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** The way back: a dump of the new version for the old version, which forgets everything at a restart. */
public final class Dumps {
  private Dumps() {}

  /**
   * Returns the dump of {@code acl} as of now, which is {@code at}. Nothing may change it during the call.
   *
   * @throws IllegalStateException when there is a grant that the old version cannot hold: on a wildcard, or with an end
   */
  public static Map<String, Set<String>> of(AccessControl acl, Instant at) {
    var dump = new TreeMap<String, Set<String>>();
    acl.resources().forEach(resource -> {
      var grants = acl.grants(resource).value().at(at);
      grants.byName().values().forEach(grant -> requireHeldByOld(resource, grant));
      if (!grants.names().isEmpty()) {
        dump.put(resource, new TreeSet<>(grants.names()));
      }
    });
    return dump;
  }

  private static void requireHeldByOld(String resource, Granted grant) {
    if (resource.contains("*") || grant.until().isPresent()) {
      throw new IllegalStateException(
          grant + " on \"" + resource + "\" is more than the old version can hold; revoke it,"
              + " and grant it again without a wildcard and without an end");
    }
  }
}
