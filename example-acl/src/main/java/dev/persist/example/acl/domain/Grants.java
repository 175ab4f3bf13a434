package dev.persist.example.acl.domain;

import dev.persist.example.acl.domain.GrantEvent.Granted;
import dev.persist.example.acl.domain.GrantEvent.Revoked;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Who may access one resource; the fold of its events.
 *
 * @param principals in name order, never changed
 */
public record Grants(SortedSet<String> principals) {
  /** Nobody may. */
  public static final Grants NONE = new Grants(Collections.emptySortedSet());

  /** Returns what granting {@code principal} access changes; nothing when it has access. */
  public Optional<GrantEvent> grant(String principal) {
    return principals.contains(principal) ? Optional.empty() : Optional.of(new Granted(principal));
  }

  /** Returns what taking access from {@code principal} changes; nothing when it has none. */
  public Optional<GrantEvent> revoke(String principal) {
    return principals.contains(principal) ? Optional.of(new Revoked(principal)) : Optional.empty();
  }

  /** Returns the grants after {@code event}; these stay as they are. */
  public Grants evolve(GrantEvent event) {
    var after = new TreeSet<>(principals);
    switch (event) {
      case Granted(var principal) -> after.add(principal);
      case Revoked(var principal) -> after.remove(principal);
    }
    return new Grants(Collections.unmodifiableSortedSet(after));
  }
}
