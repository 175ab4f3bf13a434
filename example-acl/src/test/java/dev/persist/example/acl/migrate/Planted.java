package dev.persist.example.acl.migrate;

import java.util.Set;

/** A new version that forgets to take access away. */
record Planted(Seam now) implements Seam {
  @Override
  public boolean grant(String resource, String principal) {
    return now.grant(resource, principal);
  }

  @Override
  public boolean revoke(String resource, String principal) {
    return now.can(resource, principal);
  }

  @Override
  public boolean can(String resource, String principal) {
    return now.can(resource, principal);
  }

  @Override
  public Set<String> list(String resource) {
    return now.list(resource);
  }
}
