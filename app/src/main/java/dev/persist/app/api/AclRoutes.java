package dev.persist.app.api;

import dev.persist.Event;
import dev.persist.Json;
import dev.persist.app.api.AclBodies.Asked;
import dev.persist.app.api.AclBodies.Current;
import dev.persist.app.signin.Admins;
import dev.persist.app.signin.Caller;
import dev.persist.app.web.Answers;
import dev.persist.app.web.Conditions;
import dev.persist.app.web.Conditions.Target;
import dev.persist.app.web.InvalidField;
import dev.persist.app.web.Permission;
import dev.persist.app.web.Refusal;
import dev.persist.app.web.Routes;
import dev.persist.example.acl.AccessControl;
import dev.persist.example.acl.domain.GrantEvent.Revoked;
import dev.persist.example.acl.domain.GrantOutcome;
import dev.persist.example.acl.domain.Grants;
import dev.persist.example.acl.domain.Resource;
import dev.persist.view.Projection;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import jakarta.inject.Inject;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;

/** Grants and revokes access to a resource, and lists its grants. */
final class AclRoutes implements Routes {
  /** Those who may grant access to a resource. */
  static final Permission.Holder GRANTOR = new Permission.Holder("acl:{resource}");

  private final AccessControl acl;
  private final Admins admins;
  private final InstantSource clock;

  @Inject
  AclRoutes(AccessControl acl, Admins admins, InstantSource clock) {
    this.acl = acl;
    this.admins = admins;
    this.clock = clock;
  }

  @Override
  public void register(RoutesConfig routes) {
    routes.post("/api/acl/{resource}/grants", this::grant, GRANTOR);
    routes.delete("/api/acl/{resource}/grants/{principal}", this::revoke, GRANTOR);
    routes.get("/api/acl/{resource}", this::current, GRANTOR);
  }

  private void grant(Context ctx) {
    var resource = Rules.resource(ctx);
    var asked = Asked.of(ctx);
    InvalidField.unless(new Resource(resource).isGrantable(), "resource",
        "must have a * only as its whole last segment, as in docs/*");
    var now = clock.instant();
    var grants = asked.granted(Caller.of(ctx).user(), now);
    var held = Conditions.of(ctx).on(() -> target(acl.grants(resource), now));
    switch (acl.ifAt(held.seq()).grant(resource, grants, now)) {
      case GrantOutcome.Changed(var events, var seq) ->
        ctx.status(201).json(asked.answer(stored(resource, seq, events.size())));
      case GrantOutcome.StillAllowed other ->
        throw new IllegalStateException("a grant ended as a revocation: " + other);
      case GrantOutcome.Unchanged unchanged -> ctx.json(asked.answer(List.of()));
      case GrantOutcome.Busy busy -> throw Refusal.busy();
      case GrantOutcome.Stale stale -> throw held.lost();
    }
  }

  private void revoke(Context ctx) {
    var resource = Rules.resource(ctx);
    var principal = Rules.path(ctx, "principal");
    var asked = new Revoked(principal, Caller.of(ctx).user(), AclBodies.WHY);
    var checked = admins.requireOneWithout(resource, principal);
    var held = Conditions.of(ctx).on(() -> granted(resource, asked));
    var at = held.seq().isPresent() ? held.seq() : checked;
    switch (acl.ifAt(at).revoke(resource, asked, clock.instant())) {
      case GrantOutcome.Changed(var events, var seq) -> ctx.json(stored(resource, seq, 1).getFirst());
      case GrantOutcome.StillAllowed(var change, var through) -> {
        var taken = change.orElseThrow(() -> Refusal.notFound(
            principal + " has no grant here, but has access through " + String.join(", ", through.names())));
        ctx.json(Json.of(stored(resource, taken.seq(), 1).getFirst())
            .merge(Map.of("allowedThrough", through.names())));
      }
      case GrantOutcome.Unchanged unchanged -> throw noGrant(principal);
      case GrantOutcome.Busy busy -> throw Refusal.busy();
      case GrantOutcome.Stale stale -> throw held.lost();
    }
  }

  private Target granted(String resource, Revoked asked) {
    var seen = acl.grants(resource);
    if (seen.value().revoke(asked).events().isEmpty()) {
      throw noGrant(asked.principal());
    }
    return target(seen, clock.instant());
  }

  private static Target target(Projection.State<Grants> seen, Instant now) {
    var all = seen.value().names().size();
    return Target.at(seen.seq(), all - seen.value().at(now).names().size());
  }

  private static Refusal noGrant(String principal) {
    return Refusal.notFound(principal + " has no grant here");
  }

  /** Returns the {@code count} events of {@code resource} that end at {@code seq}. */
  private List<Event> stored(String resource, long seq, int count) {
    return acl.history(resource, seq - count + 1).limit(count).toList();
  }

  private void current(Context ctx) {
    var resource = Rules.resource(ctx);
    var grants = acl.grants(resource);
    var now = clock.instant();
    Answers.tagged(ctx, target(grants, now), new Current(resource, grants.value().at(now).names(), grants.seq()));
  }
}
