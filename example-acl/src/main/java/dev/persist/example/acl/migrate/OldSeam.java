package dev.persist.example.acl.migrate;

import dev.persist.example.acl.before.AccessControl;
import java.util.Map;
import java.util.Set;

/**
 * The hand-rolled version behind the seam. It sends no mail: the seam sends each mail once, whichever version serves.
 */
public record OldSeam(AccessControl acl) implements Seam {
  /** Creates the old version with what {@code dump} holds. */
  public static OldSeam of(Map<String, Set<String>> dump) {
    return new OldSeam(new AccessControl((principal, text) -> {
    }, dump));
  }

  @Override
  public boolean grant(String resource, String principal) {
    return acl.grant(resource, principal);
  }

  @Override
  public boolean revoke(String resource, String principal) {
    return acl.revoke(resource, principal);
  }

  @Override
  public boolean can(String resource, String principal) {
    return acl.can(resource, principal);
  }

  @Override
  public Set<String> list(String resource) {
    return acl.list(resource);
  }
}
