package dev.persist.app.signin;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.persist.app.web.Bodies;
import dev.persist.app.web.Conditions;
import dev.persist.app.web.Conditions.Target;
import dev.persist.app.web.InvalidField;
import dev.persist.app.web.Permission;
import dev.persist.app.web.Proxies;
import dev.persist.app.web.Refusal;
import dev.persist.app.web.Routes;
import dev.persist.app.web.Throttle;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** Signing in and out, and changing a password. */
public final class SessionRoutes implements Routes {
  private static final int SHORTEST = 8;
  private static final int LONGEST = 200;
  private static final int TRIES_AT_ONCE = 10;
  private static final Duration EACH_TRY = Duration.ofSeconds(30);

  record SignIn(String user, String password) {
    SignIn {
      InvalidField.unless(user.getBytes(UTF_8).length <= LONGEST, "user", "must be at most 200 bytes of UTF-8");
      InvalidField.unless(password.length() <= LONGEST, "password", "must be at most 200 characters");
    }
  }

  record Change(String password, String newPassword) {
    Change {
      InvalidField.unless(password.length() <= LONGEST, "password", "must be at most 200 characters");
      InvalidField.unless(newPassword.length() >= SHORTEST && newPassword.length() <= LONGEST, "newPassword",
          "must be 8 to 200 characters");
    }
  }

  record SignedIn(String token, Instant expiresAt) {}

  record Current(String user, boolean admin, String csrf) {}

  private final Accounts accounts;
  private final Sessions sessions;
  private final SessionCookie cookie;
  private final Guard guard;
  private final Throttle throttle;
  private final Proxies proxies;

  @Inject
  SessionRoutes(Accounts accounts, Sessions sessions, SessionCookie cookie, Guard guard, Proxies proxies,
      InstantSource clock) {
    this.accounts = accounts;
    this.sessions = sessions;
    this.cookie = cookie;
    this.guard = guard;
    this.throttle = new Throttle(clock, TRIES_AT_ONCE, EACH_TRY, "tries to sign in");
    this.proxies = proxies;
  }

  @Override
  public void register(RoutesConfig routes) {
    routes.post("/api/session", this::signIn, Permission.ANYONE);
    routes.get("/api/session", this::current, Permission.SIGNED_IN);
    routes.delete("/api/session", this::signOut, Permission.SIGNED_IN);
    routes.put("/api/password", this::change, Permission.SIGNED_IN);
  }

  private void signIn(Context ctx) {
    var asked = Bodies.read(ctx, SignIn.class);
    Conditions.of(ctx).on(() -> Target.UNTAGGED);
    var address = "address " + proxies.counted(ctx);
    throttle.require(ctx, address);
    throttle.require(ctx, "user " + asked.user);
    if (accounts.verify(asked.user, asked.password).isEmpty()) {
      throw Refusal.of(401, "there is no such user, or this is not the password");
    }
    throttle.reset("user " + asked.user);
    throttle.reset(address);
    cookie.token(ctx).ifPresent(sessions::end);
    var started = sessions.start(asked.user).orElseThrow();
    cookie.set(ctx, started.token());
    ctx.status(201).json(new SignedIn(started.token(), started.expiresAt()));
  }

  private void current(Context ctx) {
    var caller = Caller.of(ctx);
    ctx.json(new Current(caller.user(), guard.isAdmin(caller.user()), Sessions.csrf(caller.token())));
  }

  private void signOut(Context ctx) {
    Conditions.of(ctx).on(() -> Target.UNTAGGED);
    sessions.end(Caller.of(ctx).token());
    cookie.remove(ctx);
    ctx.status(204);
  }

  private void change(Context ctx) {
    var asked = Bodies.read(ctx, Change.class);
    Conditions.of(ctx).on(() -> Target.UNTAGGED);
    var caller = Caller.of(ctx);
    throttle.require(ctx, "user " + caller.user());
    var account = accounts.verify(caller.user(), asked.password)
        .orElseThrow(() -> Refusal.of(403, "this is not the password of " + caller.user()));
    if (!accounts.change(caller.user(), account, asked.newPassword)) {
      throw Refusal.busy();
    }
    throttle.reset("user " + caller.user());
    cookie.remove(ctx);
    ctx.status(204);
  }
}
