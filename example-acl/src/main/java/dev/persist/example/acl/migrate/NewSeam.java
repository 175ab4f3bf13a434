package dev.persist.example.acl.migrate;

import dev.persist.example.acl.AccessControl;
import dev.persist.example.acl.domain.GrantEvent.Granted;
import dev.persist.example.acl.domain.GrantEvent.Revoked;
import dev.persist.example.acl.domain.GrantOutcome;
import java.time.InstantSource;
import java.util.Set;

/** The version on persist behind the seam. Callers of the seam give neither a time nor a reason. */
public record NewSeam(AccessControl acl, InstantSource clock) implements Seam {
  private static final String BY = "unknown";
  private static final String WHY = "callers of the old version do not say";

  /** Refuses a wildcard, which was a name like any other in the old version. */
  @Override
  public boolean grant(String resource, String principal) {
    Openings.requireNoWildcard(resource);
    return changed(acl.grant(resource, new Granted(principal, BY, WHY), clock.instant()));
  }

  @Override
  public boolean revoke(String resource, String principal) {
    return changed(acl.revoke(resource, new Revoked(principal, BY, WHY), clock.instant()));
  }

  @Override
  public boolean can(String resource, String principal) {
    return acl.can(resource, principal, clock.instant());
  }

  @Override
  public Set<String> list(String resource) {
    return acl.grants(resource).value().at(clock.instant()).names();
  }

  private static boolean changed(GrantOutcome outcome) {
    return switch (outcome) {
      case GrantOutcome.Changed changed -> true;
      case GrantOutcome.Unchanged unchanged -> false;
      case GrantOutcome.StillAllowed(var change, var through) -> change.isPresent();
      case GrantOutcome.Busy busy ->
        throw new IllegalStateException("other callers were faster in each attempt; try again");
      case GrantOutcome.Stale stale ->
        throw new IllegalStateException("no caller here passes an expected seq: " + stale);
    };
  }
}
