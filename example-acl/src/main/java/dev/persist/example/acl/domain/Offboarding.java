package dev.persist.example.acl.domain;

import java.util.Set;

/**
 * The outcome of taking everything from one principal, one resource at a time. A second call goes on with what is left.
 */
public sealed interface Offboarding {
  /** Nothing is granted to the principal any more; {@code revoked} was taken away now. */
  record Done(Set<String> revoked) implements Offboarding {
    /** Copies the set. */
    public Done {
      revoked = Set.copyOf(revoked);
    }
  }

  /** {@code revoked} was taken away. {@code left} may still be granted, because of {@code why}. */
  record Interrupted(Set<String> revoked, Set<String> left, String why) implements Offboarding {
    /** Copies the sets. */
    public Interrupted {
      revoked = Set.copyOf(revoked);
      left = Set.copyOf(left);
    }
  }
}
