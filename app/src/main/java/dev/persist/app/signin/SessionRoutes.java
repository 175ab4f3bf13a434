package dev.persist.app.signin;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.persist.app.web.Bodies;
import dev.persist.app.web.Conditions;
import dev.persist.app.web.Conditions.Target;
import dev.persist.app.web.InvalidField;
import dev.persist.app.web.Permission;
import dev.persist.app.web.Routes;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import jakarta.inject.Inject;
import java.time.Instant;

/** Signing in and out, and changing a password. */
public final class SessionRoutes implements Routes {
  private static final int SHORTEST = 8;
  private static final int LONGEST = 200;

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

  private final Door door;
  private final Guard guard;

  @Inject
  SessionRoutes(Door door, Guard guard) {
    this.door = door;
    this.guard = guard;
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
    var started = door.enter(ctx, asked.user, asked.password);
    ctx.status(201).json(new SignedIn(started.token(), started.expiresAt()));
  }

  private void current(Context ctx) {
    var caller = Caller.of(ctx);
    ctx.json(new Current(caller.user(), guard.isAdmin(caller.user()), Sessions.csrf(caller.token())));
  }

  private void signOut(Context ctx) {
    Conditions.of(ctx).on(() -> Target.UNTAGGED);
    door.leave(ctx);
    ctx.status(204);
  }

  private void change(Context ctx) {
    var asked = Bodies.read(ctx, Change.class);
    Conditions.of(ctx).on(() -> Target.UNTAGGED);
    door.change(ctx, asked.password, asked.newPassword);
    ctx.status(204);
  }
}
