package dev.persist.example.acl.domain;

import dev.persist.example.acl.domain.GrantEvent.Granted;
import dev.persist.example.acl.domain.GrantEvent.Revoked;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiPredicate;

/**
 * What is granted and was not revoked, also when it has ended: on one resource by principal, or to one principal by resource.
 *
 * @param byName in name order
 */
public record Grants(SortedMap<String, Granted> byName) {
  /** Nothing is granted. */
  public static final Grants NONE = new Grants(Collections.emptySortedMap());

  /** Copies the map. */
  public Grants {
    byName = Collections.unmodifiableSortedMap(new TreeMap<>(byName));
  }

  /** Returns the principals or resources. */
  public Set<String> names() {
    return byName.keySet();
  }

  /**
   * Decides on granting {@code asked} on one resource. A grant only ever gives: one that does not outlast what the
   * principal has changes nothing. So one that has ended is granted anew, and to shorten one it is revoked first.
   *
   * @throws IllegalArgumentException when one of them says nobody, or has ended at {@code at}
   */
  public List<GrantEvent> grant(Collection<Granted> asked, Instant at) {
    var events = new ArrayList<GrantEvent>();
    var has = new HashMap<>(byName);
    for (var grant : asked) {
      requireNames(grant);
      if (!grant.holdsAt(at)) {
        throw new IllegalArgumentException("the grant to " + grant.principal() + " ends at " + grant.until().get()
            + ", which is not after " + at + "; give it a later end, or none");
      }
      var before = has.get(grant.principal());
      if (before == null || grant.outlasts(before)) {
        events.add(grant);
        has.put(grant.principal(), grant);
      }
    }
    return events;
  }

  /** Decides on a revocation. It also takes a grant that has ended, which it has not yet on a slower clock. */
  public List<GrantEvent> revoke(Revoked asked) {
    requireNames(asked);
    return byName.containsKey(asked.principal()) ? List.of(asked) : List.of();
  }

  private static void requireNames(GrantEvent asked) {
    if (asked.principal().isEmpty() || asked.by().isBlank() || asked.why().isBlank()) {
      throw new IllegalArgumentException(asked + " leaves something out; say whose access, who decides and why");
    }
  }

  /** Returns the grants of one resource after {@code event}; these stay as they are. */
  public Grants evolve(GrantEvent event) {
    return with(event.principal(), event);
  }

  /** Returns the grants after {@code event}, of what goes by {@code name} here; these stay as they are. */
  public Grants with(String name, GrantEvent event) {
    var after = new TreeMap<>(byName);
    switch (event) {
      case Granted granted -> after.put(name, granted);
      case Revoked revoked -> after.remove(name);
    }
    return new Grants(after);
  }

  /** Returns those that have not ended at {@code at}. */
  public Grants at(Instant at) {
    return where((name, grant) -> grant.holdsAt(at));
  }

  /** Returns those that {@code wanted} holds for. */
  public Grants where(BiPredicate<String, Granted> wanted) {
    var some = new TreeMap<>(byName);
    some.entrySet().removeIf(each -> !wanted.test(each.getKey(), each.getValue()));
    return new Grants(some);
  }
}
