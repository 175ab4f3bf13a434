package dev.persist.app.pages;

import dev.persist.app.signin.Door;
import dev.persist.app.web.Conditions;
import dev.persist.app.web.Conditions.Target;
import dev.persist.app.web.Params;
import dev.persist.app.web.Permission;
import dev.persist.app.web.Refusal;
import dev.persist.app.web.Routes;
import dev.persist.app.web.Said;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import jakarta.inject.Inject;
import java.util.Optional;

/** The pages to sign in and out. */
final class SignInPages implements Routes {
  private static final String PATH = "/sign-in";

  private final Door door;
  private final Frame frame;

  @Inject
  SignInPages(Door door, Frame frame) {
    this.door = door;
    this.frame = frame;
  }

  @Override
  public void register(RoutesConfig routes) {
    routes.get(PATH, this::show, Permission.ANYONE);
    routes.post(PATH, this::signIn, Permission.ANYONE);
    routes.post("/sign-out", this::signOut, Permission.SIGNED_IN);
  }

  private void show(Context ctx) {
    frame.show(ctx, "sign-in", "Sign in", PATH, SignInPages.class, then(Params.query(ctx, "then")));
  }

  private void signIn(Context ctx) {
    Conditions.of(ctx).on(() -> Target.UNTAGGED);
    var then = then(Optional.ofNullable(ctx.formParam("then")));
    try {
      door.enter(ctx, "" + ctx.formParam("user"), "" + ctx.formParam("password"));
    } catch (Refusal e) {
      Said.refused(ctx, PATH + "?then=" + Links.part(then), "" + e.getMessage());
      return;
    }
    ctx.redirect(then, HttpStatus.SEE_OTHER);
  }

  private void signOut(Context ctx) {
    Conditions.of(ctx).on(() -> Target.UNTAGGED);
    door.leave(ctx);
    Said.done(ctx, "/", "You are signed out.");
  }

  /** Returns a path of this app, and never one of another site. */
  private static String then(Optional<String> asked) {
    return asked.filter(path -> path.matches("/(?![/\\\\]).*")).orElse("/");
  }
}
