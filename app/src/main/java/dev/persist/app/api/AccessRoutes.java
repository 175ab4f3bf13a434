package dev.persist.app.api;

import dev.persist.app.api.AclBodies.Access;
import dev.persist.app.api.AclBodies.Grant;
import dev.persist.app.api.AclBodies.Holder;
import dev.persist.app.api.AclBodies.Holders;
import dev.persist.app.api.AclBodies.Offboarded;
import dev.persist.app.api.AclBodies.Why;
import dev.persist.app.signin.Admins;
import dev.persist.app.signin.Caller;
import dev.persist.app.web.Conditions;
import dev.persist.app.web.Conditions.Target;
import dev.persist.app.web.Params;
import dev.persist.app.web.Permission;
import dev.persist.app.web.Refusal;
import dev.persist.app.web.Routes;
import dev.persist.example.acl.AccessControl;
import dev.persist.example.acl.domain.GrantEvent.Revoked;
import dev.persist.example.acl.domain.Offboarding;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import jakarta.inject.Inject;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says who may access what, who could and why. Takes everything from a principal who leaves. */
public final class AccessRoutes implements Routes {
  private static final Logger LOG = LoggerFactory.getLogger("dev.persist.app");

  /** The principal that is asked about, and those who may grant access to the resource. */
  private static final Permission OWN = new Permission.Owner(
      ctx -> Optional.of(ctx.pathParam("principal")), AclRoutes.GRANTOR);

  private final AccessControl acl;
  private final Admins admins;
  private final InstantSource clock;

  @Inject
  AccessRoutes(AccessControl acl, Admins admins, InstantSource clock) {
    this.acl = acl;
    this.admins = admins;
    this.clock = clock;
  }

  @Override
  public void register(RoutesConfig routes) {
    routes.get("/api/acl/{resource}/can/{principal}", this::can, OWN);
    routes.get("/api/acl/{resource}/why/{principal}", this::why, OWN);
    routes.get("/api/acl/{resource}/who", this::who, AclRoutes.GRANTOR);
    routes.get("/api/acl/{resource}/audit", this::audit, AclRoutes.GRANTOR);
    routes.get("/api/principals/{principal}/access", this::access, new Permission.Self("principal"));
    routes.delete("/api/principals/{principal}/access", this::offboard, Permission.ADMIN);
  }

  private void can(Context ctx) {
    ctx.json(Map.of("allowed", acl.can(Rules.resource(ctx), Rules.path(ctx, "principal"), clock.instant())));
  }

  private void why(Context ctx) {
    var resource = Rules.resource(ctx);
    var principal = Rules.path(ctx, "principal");
    ctx.json(new Why(resource, principal, Grant.of(acl.why(resource, principal, clock.instant()))));
  }

  private void who(Context ctx) {
    var resource = Rules.resource(ctx);
    var holders = acl.whoCould(resource, at(ctx))
        .entrySet()
        .stream()
        .map(each -> new Holder(each.getKey(), Grant.of(each.getValue())))
        .toList();
    ctx.json(new Holders(resource, holders));
  }

  private Instant at(Context ctx) {
    return Params.instant(ctx, "at").orElseGet(clock::instant);
  }

  private void audit(Context ctx) {
    var from = Params.instant(ctx, "from").orElse(Instant.MIN);
    var to = Params.instant(ctx, "to").orElse(Instant.MAX);
    ctx.json(Map.of("events", acl.audit(Rules.resource(ctx), from, to).toList()));
  }

  private void access(Context ctx) {
    var principal = Rules.path(ctx, "principal");
    ctx.json(new Access(principal, Grant.of(acl.whatCould(principal, at(ctx)))));
  }

  /** Checks the admins again for each resource, since another admin may be offboarded at the same time. */
  private void offboard(Context ctx) {
    var principal = Rules.path(ctx, "principal");
    admins.requireOneWithout(principal);
    Conditions.of(ctx).on(() -> Target.UNTAGGED);
    var asked = new Revoked(principal, Caller.of(ctx).user(), AclBodies.WHY);
    switch (acl.revokeAll(asked, clock.instant(), resource -> admins.requireOneWithout(resource, principal))) {
      case Offboarding.Done(var revoked) -> ctx.json(new Offboarded(principal, new TreeSet<>(revoked)));
      case Offboarding.Interrupted interrupted -> throw unfinished(principal, interrupted);
    }
  }

  /** Refuses the offboarding of {@code principal}, which was cut off. Some of it was written; it goes on when it is sent again. */
  public static Refusal unfinished(String principal, Offboarding.Interrupted interrupted) {
    LOG.warn("503 for the offboarding of {}: {}", principal, interrupted.why());
    var all = interrupted.revoked().size() + interrupted.left().size();
    return Refusal.of(503,
        interrupted.revoked().size() + " of " + all + " grants were revoked. Either the store takes no more writes now,"
            + " or other callers changed the rest at the same time. Send it again: it goes on with what is left");
  }
}
