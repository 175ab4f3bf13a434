package dev.persist.app.api;

import dev.persist.Event;
import dev.persist.Json;
import dev.persist.app.signin.Admins;
import dev.persist.app.signin.Caller;
import dev.persist.app.web.Answers;
import dev.persist.app.web.Bodies;
import dev.persist.app.web.Conditions;
import dev.persist.app.web.Conditions.Target;
import dev.persist.app.web.InvalidField;
import dev.persist.app.web.Params;
import dev.persist.app.web.Permission;
import dev.persist.app.web.Refusal;
import dev.persist.app.web.Routes;
import dev.persist.example.acl.AccessControl;
import dev.persist.example.acl.domain.GrantEvent.Granted;
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
import java.util.Collection;
import java.util.Map;

/** Grants, revokes and checks access to a resource, and lists its history. */
final class AclRoutes implements Routes {
  record Grant(String principal) {
    Grant {
      Rules.name("principal", principal);
    }
  }

  record Already(String status, String principal) {}

  record Current(String resource, Collection<String> principals, long seq) {}

  private static final Permission GRANTOR = new Permission.Holder("acl:{resource}");
  private static final String WHY = "asked for over HTTP";

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
    routes.get("/api/acl/{resource}", this::current, Permission.SIGNED_IN);
    routes.get("/api/acl/{resource}/can/{principal}", this::can, Permission.SIGNED_IN);
    routes.get("/api/acl/{resource}/audit", this::audit, Permission.SIGNED_IN);
  }

  private void grant(Context ctx) {
    var resource = resource(ctx);
    var principal = Bodies.read(ctx, Grant.class).principal();
    InvalidField.unless(new Resource(resource).isGrantable(), "resource",
        "must have a * only as its whole last segment, as in docs/*");
    var held = Conditions.of(ctx).on(() -> target(acl.grants(resource), clock.instant()));
    switch (acl.ifAt(held.seq()).grant(resource, new Granted(principal, Caller.of(ctx).user(), WHY), clock.instant())) {
      case GrantOutcome.Changed(var events, var seq) -> ctx.status(201).json(stored(resource, seq));
      case GrantOutcome.StillAllowed other ->
        throw new IllegalStateException("a grant ended as a revocation: " + other);
      case GrantOutcome.Unchanged unchanged -> ctx.json(new Already("already", principal));
      case GrantOutcome.Busy busy -> throw Refusal.busy();
      case GrantOutcome.Stale stale -> throw held.lost();
    }
  }

  private void revoke(Context ctx) {
    var resource = resource(ctx);
    var principal = Rules.path(ctx, "principal");
    var asked = new Revoked(principal, Caller.of(ctx).user(), WHY);
    var checked = admins.requireOneWithout(resource, principal);
    var held = Conditions.of(ctx).on(() -> granted(resource, asked));
    var at = held.seq().isPresent() ? held.seq() : checked;
    switch (acl.ifAt(at).revoke(resource, asked, clock.instant())) {
      case GrantOutcome.Changed(var events, var seq) -> ctx.json(stored(resource, seq));
      case GrantOutcome.StillAllowed(var change, var through) -> {
        var taken = change.orElseThrow(() -> Refusal.notFound(
            principal + " has no grant here, but has access through " + String.join(", ", through.names())));
        ctx.json(Json.of(stored(resource, taken.seq())).merge(Map.of("allowedThrough", through.names())));
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

  private static String resource(Context ctx) {
    var name = Rules.path(ctx, "resource");
    Resource.fault(name).ifPresent(fault -> {
      throw new InvalidField("resource", fault);
    });
    return name;
  }

  private Event stored(String resource, long seq) {
    return acl.history(resource, seq).findFirst().orElseThrow();
  }

  private void current(Context ctx) {
    var resource = resource(ctx);
    var grants = acl.grants(resource);
    var now = clock.instant();
    Answers.tagged(ctx, target(grants, now), new Current(resource, grants.value().at(now).names(), grants.seq()));
  }

  private void can(Context ctx) {
    ctx.json(Map.of("allowed", acl.can(resource(ctx), Rules.path(ctx, "principal"), clock.instant())));
  }

  private void audit(Context ctx) {
    var from = Params.instant(ctx, "from").orElse(Instant.MIN);
    var to = Params.instant(ctx, "to").orElse(Instant.MAX);
    ctx.json(Map.of("events", acl.audit(resource(ctx), from, to).toList()));
  }
}
