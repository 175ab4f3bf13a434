package dev.persist.app.pages;

import dev.persist.Event;
import dev.persist.app.api.AccessRoutes;
import dev.persist.app.api.Rules;
import dev.persist.app.signin.Admins;
import dev.persist.app.signin.Caller;
import dev.persist.app.signin.Guard;
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
import dev.persist.example.acl.domain.Offboarding;
import dev.persist.example.acl.domain.Resource;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import jakarta.inject.Inject;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.Supplier;

/** The pages of access: what is granted where, who could access something on a day and why, and offboarding. */
public final class AccessPages implements Routes {
  private static final String SECTION = "/access";
  private static final Permission GRANTOR = new Permission.Holder("acl:{resource}");
  private static final int SHOWN = 50;

  /** What the page of all access shows. */
  public record Overview(boolean admin, List<String> resources, Grants own) {}

  /**
   * What the page of a resource shows.
   *
   * @param at the time of {@code could}, if one was asked for
   * @param could who could access it at that time, and through which grants
   * @param asked whose access is explained
   * @param why through which grants {@code asked} may access it
   */
  public record OfResource(String resource, Grants grants, long seq, Instant now, Optional<Instant> at,
      SortedMap<String, Grants> could, Optional<String> asked, Grants why, List<Event> history) {}

  /** What the page of a person shows: what the person could access at {@code at}. */
  public record OfPerson(String person, Instant at, boolean past, Grants could, boolean admin) {}

  private final AccessControl acl;
  private final Admins admins;
  private final Guard guard;
  private final Frame frame;
  private final InstantSource clock;

  @Inject
  AccessPages(AccessControl acl, Admins admins, Guard guard, Frame frame, InstantSource clock) {
    this.acl = acl;
    this.admins = admins;
    this.guard = guard;
    this.frame = frame;
    this.clock = clock;
  }

  @Override
  public void register(RoutesConfig routes) {
    routes.get(SECTION, this::overview, Permission.SIGNED_IN);
    routes.get("/access/{resource}", this::resource, GRANTOR);
    routes.post("/access/{resource}/grants", this::grant, GRANTOR);
    routes.post("/access/{resource}/revocations", this::revoke, GRANTOR);
    routes.get("/people/{person}", this::person, new Permission.Self("person"));
    routes.post("/people/{person}/offboarding", this::offboard, Permission.ADMIN);
  }

  private void overview(Context ctx) {
    var user = Caller.of(ctx).user();
    var admin = guard.isAdmin(user);
    var asked = Params.query(ctx, "resource").filter(name -> !name.isBlank());
    if (asked.isPresent()) {
      ctx.redirect(path(asked.get()));
      return;
    }
    var resources = admin ? acl.resources().limit(SHOWN).toList() : List.<String>of();
    frame.show(ctx, "access", "Access", SECTION, AccessPages.class,
        new Overview(admin, resources, acl.whatCould(user, clock.instant())));
  }

  private void resource(Context ctx) {
    var resource = resourceOf(ctx);
    var seen = acl.grants(resource);
    var now = clock.instant();
    var at = Form.queryTime(ctx, "at");
    var asked = Params.query(ctx, "person").filter(text -> !text.isBlank()).map(text -> Rules.name("person", text));
    frame.show(ctx, "access-resource", resource, SECTION, AccessPages.class, new OfResource(resource,
        seen.value().at(now), seen.seq(), now, at, acl.whoCould(resource, at.orElse(now)), asked,
        asked.map(person -> acl.why(resource, person, now)).orElse(Grants.NONE),
        acl.history(resource, Math.max(1, seen.seq() - SHOWN + 1)).limit(SHOWN).toList()));
  }

  private void grant(Context ctx) {
    var resource = resourceOf(ctx);
    change(ctx, resource, () -> {
      var person = Form.name(ctx, "person");
      var grant = new Granted(person, Caller.of(ctx).user(), Form.text(ctx, "why").orElse("granted on the page"),
          Form.time(ctx, "until"));
      InvalidField.unless(new Resource(resource).isGrantable(), "resource",
          "must have a * only as its whole last segment, as in docs/*");
      grant.until().ifPresent(end -> Rules.end("until", end, clock.instant()));
      return switch (acl.grant(resource, grant, clock.instant())) {
        case GrantOutcome.Changed changed -> person + " may access " + resource + " now.";
        case GrantOutcome.Unchanged unchanged -> person + " has that grant already. Nothing was written.";
        case GrantOutcome.Busy busy -> throw Refusal.busy();
        case GrantOutcome other -> throw new IllegalStateException("a grant ended as " + other);
      };
    });
  }

  private void revoke(Context ctx) {
    var resource = resourceOf(ctx);
    change(ctx, resource, () -> {
      var person = Form.name(ctx, "person");
      var revoked = new Revoked(person, Caller.of(ctx).user(), Form.text(ctx, "why").orElse("revoked on the page"));
      var checked = admins.requireOneWithout(resource, person);
      return switch (acl.ifAt(checked).revoke(resource, revoked, clock.instant())) {
        case GrantOutcome.Changed changed -> person + " may not access " + resource + " any more.";
        case GrantOutcome.StillAllowed(var change, var through) ->
          person + " may still access " + resource + ", through " + String.join(", ", through.names()) + ".";
        case GrantOutcome.Unchanged unchanged -> throw Refusal.notFound(person + " has no grant here");
        case GrantOutcome.Busy busy -> throw Refusal.busy();
        case GrantOutcome.Stale stale -> throw Refusal.busy();
      };
    });
  }

  private void change(Context ctx, String resource, Supplier<String> change) {
    Conditions.of(ctx).on(() -> Target.UNTAGGED);
    frame.answer(ctx, path(resource), change);
  }

  private void person(Context ctx) {
    var person = Rules.path(ctx, "person");
    var at = Form.queryTime(ctx, "at");
    var time = at.orElseGet(clock::instant);
    frame.show(ctx, "access-person", person, SECTION, AccessPages.class, new OfPerson(person, time, at.isPresent(),
        acl.whatCould(person, time), guard.isAdmin(Caller.of(ctx).user())));
  }

  private void offboard(Context ctx) {
    var person = Rules.path(ctx, "person");
    Conditions.of(ctx).on(() -> Target.UNTAGGED);
    frame.answer(ctx, "/people/" + Links.part(person), () -> {
      admins.requireOneWithout(person);
      var revoked = new Revoked(person, Caller.of(ctx).user(), Form.text(ctx, "why").orElse("offboarding"));
      return switch (acl.revokeAll(revoked, clock.instant(), resource -> admins.requireOneWithout(resource, person))) {
        case Offboarding.Done(var resources) ->
          resources.isEmpty() ? person + " had no grants." : "Taken away: " + String.join(", ", resources) + ".";
        case Offboarding.Interrupted interrupted -> throw AccessRoutes.unfinished(person, interrupted);
      };
    });
  }

  private static String resourceOf(Context ctx) {
    var name = Rules.path(ctx, "resource");
    Resource.fault(name).ifPresent(fault -> {
      throw new InvalidField("resource", fault);
    });
    return name;
  }

  private static String path(String resource) {
    return "/access/" + Links.part(resource);
  }
}
