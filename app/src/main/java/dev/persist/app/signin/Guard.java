package dev.persist.app.signin;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.persist.Json;
import dev.persist.app.web.Gate;
import dev.persist.app.web.Limits;
import dev.persist.app.web.Permission;
import dev.persist.app.web.Provenance;
import dev.persist.app.web.Refusal;
import dev.persist.example.acl.AccessControl;
import dev.persist.example.acl.domain.Resource;
import io.javalin.http.Context;
import jakarta.inject.Inject;
import java.security.MessageDigest;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds out who calls, by the session's token, and asks {@link AccessControl} whether the caller may. */
public final class Guard implements Gate {
  static final String CSRF = "X-CSRF-Token";
  private static final String CSRF_FIELD = "csrf";

  private static final String BEARER = "Bearer ";
  private static final Set<String> READS = Set.of("GET", "HEAD", "OPTIONS");
  private static final int LONGEST_RESOURCE = 250; // as JSON; the API takes no name that makes a longer one
  private static final Pattern PART = Pattern.compile("\\{(\\w+)}");

  private final Sessions sessions;
  private final SessionCookie cookie;
  private final AccessControl acl;
  private final InstantSource clock;
  private final Limits limits;

  @Inject
  Guard(Sessions sessions, SessionCookie cookie, AccessControl acl, InstantSource clock, Limits limits) {
    this.sessions = sessions;
    this.cookie = cookie;
    this.acl = acl;
    this.clock = clock;
    this.limits = limits;
  }

  @Override
  public void require(Context ctx, Permission permission) {
    if (permission instanceof Permission.Anyone) {
      return;
    }
    var caller = caller(ctx).orElseThrow(() -> {
      ctx.header("WWW-Authenticate", "Bearer");
      return Refusal.of(401, "sign in with POST /api/session, and send its token as Authorization: Bearer TOKEN");
    });
    var user = caller.user();
    limits.requireUser(ctx, user);
    switch (permission) {
      case Permission.Anyone anyone -> {}
      case Permission.SignedIn signedIn -> {}
      case Permission.Self(var parameter) -> requireOwn(isAdmin(user) || ctx.pathParam(parameter).equals(user), user);
      case Permission.Owner(var owner, var others) ->
        requireOwn(holds(user, others, ctx) || owner.apply(ctx).filter(user::equals).isPresent(), user);
      case Permission.Holder holder ->
        refuseUnless(holds(user, holder, ctx), user + " may not do this; an admin can grant it");
    }
    caller.attachTo(ctx);
    Provenance.by(caller.user());
  }

  /** What is not there is refused in the same words, so that nobody finds out what others have. */
  private static void requireOwn(boolean own, String user) {
    refuseUnless(own, user + " may do this only with what belongs to " + user + "; ask an admin to do it");
  }

  private static void refuseUnless(boolean permitted, String detail) {
    if (!permitted) {
      throw Refusal.of(403, detail);
    }
  }

  /** Returns whether the caller, who was let in by another permission, has {@code permission}, too. */
  public boolean permits(Context ctx, Permission.Holder permission) {
    return holds(Caller.of(ctx).user(), permission, ctx);
  }

  private boolean holds(String user, Permission.Holder permission, Context ctx) {
    return isAdmin(user) || can(filled(permission.resource(), ctx), user);
  }

  /** Returns whether the session of {@code caller} goes on. Ask again while an answer goes on for longer than a request does. */
  public boolean isStillSignedIn(Caller caller) {
    return find(caller.token()).isPresent();
  }

  /**
   * Returns whether the session of {@code caller} goes on, and its user still is an administrator. Ask again while an answer goes on
   * for longer than a request does.
   */
  public boolean isStillAdmin(Caller caller) {
    return find(caller.token()).isPresent() && isAdmin(caller.user());
  }

  /** Returns whether {@code user} is an administrator: has a grant on {@code app:admin}. */
  public boolean isAdmin(String user) {
    return can(Permission.ADMIN.resource(), user);
  }

  /** A name that is no resource has no grants. An admin gets to the route, which says what is wrong with the name. */
  private boolean can(String resource, String user) {
    return Json.of(resource).size() <= LONGEST_RESOURCE && Resource.fault(resource).isEmpty()
        && acl.can(resource, user, clock.instant());
  }

  private static String filled(String resource, Context ctx) {
    return PART.matcher(resource).replaceAll(part -> Matcher.quoteReplacement(ctx.pathParam(part.group(1))));
  }

  /** A browser sends the cookie by itself, so a change has to come with what only the page knows. */
  private Optional<Caller> caller(Context ctx) {
    var authorization = ctx.header("Authorization");
    if (authorization != null) {
      return authorization.startsWith(BEARER) ? find(authorization.substring(BEARER.length())) : Optional.empty();
    }
    var caller = cookie.token(ctx).flatMap(this::find);
    if (caller.isPresent() && !READS.contains(ctx.req().getMethod())) {
      var given = String.valueOf(isForm(ctx) ? ctx.formParam(CSRF_FIELD) : ctx.header(CSRF));
      if (!MessageDigest.isEqual(given.getBytes(UTF_8), Sessions.csrf(caller.get().token()).getBytes(UTF_8))) {
        throw Refusal.of(403,
            CSRF + ": is not that of this session; GET /api/session tells it, and a page that is loaded again has it");
      }
    }
    return caller;
  }

  /** Returns who asks for a page, on any route; empty when nobody is signed in. */
  public Optional<Caller> visitor(Context ctx) {
    return cookie.token(ctx).flatMap(this::find);
  }

  /** A page that works without scripts sends forms, which have no headers of their own. */
  private static boolean isForm(Context ctx) {
    return String.valueOf(ctx.contentType()).startsWith("application/x-www-form-urlencoded");
  }

  /** Returns what the forms of a page send in their field {@code csrf}. */
  public static String csrf(Caller caller) {
    return Sessions.csrf(caller.token());
  }

  private Optional<Caller> find(String token) {
    return sessions.find(token).map(session -> new Caller(session.user(), token));
  }
}
