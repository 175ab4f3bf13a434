package dev.persist.example.acl.domain;

import dev.persist.decide.Verdict;
import dev.persist.example.acl.domain.GrantEvent.Granted;
import dev.persist.example.acl.domain.GrantEvent.Revoked;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.function.BiPredicate;
import org.pcollections.PSortedMap;
import org.pcollections.TreePMap;

/**
 * The grants that were not revoked, also those that have ended: on one resource by principal, or to one principal by
 * resource.
 *
 * @param byName in name order
 */
public record Grants(SortedMap<String, Granted> byName) {
  /** Nothing is granted. */
  public static final Grants NONE = new Grants(TreePMap.empty());

  /** Copies a map that could change; shares one that cannot. */
  public Grants {
    byName = TreePMap.fromSortedMap(byName);
  }

  private PSortedMap<String, Granted> shared() {
    return TreePMap.fromSortedMap(byName);
  }

  /** Returns the principals or resources. */
  public Set<String> names() {
    return byName.keySet();
  }

  /**
   * Decides on granting {@code asked} on one resource. A grant only ever adds access: a grant that does not outlast
   * what the principal has changes nothing. So a grant that has ended is granted anew. To shorten a grant, revoke it
   * first. The result is the list of events, since a caller needs no other answer.
   *
   * @throws IllegalArgumentException when one of them names nobody, or has ended at {@code at}
   */
  public Verdict<GrantEvent, List<GrantEvent>> grant(Collection<Granted> asked, Instant at) {
    var events = new ArrayList<GrantEvent>();
    var has = shared();
    for (var grant : asked) {
      requireNames(grant);
      if (!grant.holdsAt(at)) {
        throw new IllegalArgumentException("the grant to " + grant.principal() + " ends at " + grant.until().get()
            + ", which is not after " + at + "; give it a later end, or none");
      }
      var before = has.get(grant.principal());
      if (before == null || grant.outlasts(before)) {
        events.add(grant);
        has = has.plus(grant.principal(), grant);
      }
    }
    return Verdict.ofAll(events, events);
  }

  /**
   * Decides on a revocation. It also takes a grant that has ended, since on a slower clock it has not ended yet. The
   * result is the list of events, as of {@link #grant}.
   */
  public Verdict<GrantEvent, List<GrantEvent>> revoke(Revoked asked) {
    requireNames(asked);
    var events = byName.containsKey(asked.principal()) ? List.<GrantEvent>of(asked) : List.<GrantEvent>of();
    return Verdict.ofAll(events, events);
  }

  private static void requireNames(GrantEvent asked) {
    if (asked.principal().isEmpty() || asked.by().isBlank() || asked.why().isBlank()) {
      throw new IllegalArgumentException(asked + " has an empty principal, by or why; fill in all three");
    }
  }

  /** Returns the grants of one resource after {@code event}; does not change these. */
  public Grants evolve(GrantEvent event) {
    return with(event.principal(), event);
  }

  /** Returns the grants after {@code event}, whose name here is {@code name}; does not change these. */
  public Grants with(String name, GrantEvent event) {
    return new Grants(switch (event) {
      case Granted granted -> shared().plus(name, granted);
      case Revoked revoked -> shared().minus(name);
    });
  }

  /** Returns the grants that have not ended at {@code at}. */
  public Grants at(Instant at) {
    return where((name, grant) -> grant.holdsAt(at));
  }

  /** Returns the grants for which {@code wanted} holds. */
  public Grants where(BiPredicate<String, Granted> wanted) {
    var some = shared();
    for (var each : byName.entrySet()) {
      some = wanted.test(each.getKey(), each.getValue()) ? some : some.minus(each.getKey());
    }
    return new Grants(some);
  }
}
