package dev.persist.app.pages;

import dev.persist.app.signin.Caller;
import dev.persist.app.signin.Guard;
import dev.persist.app.web.Conditions;
import dev.persist.app.web.Conditions.Target;
import dev.persist.app.web.Permission;
import dev.persist.app.web.Refusal;
import dev.persist.app.web.Routes;
import dev.persist.app.world.Reset;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import jakarta.inject.Inject;

/** The first page, the page of the API, and the button that has the conference made again. */
public final class HomePage implements Routes {
  /** What the first page shows. */
  public record Home(boolean resettable) {}

  private final Reset reset;
  private final Guard guard;
  private final Frame frame;

  @Inject
  HomePage(Reset reset, Guard guard, Frame frame) {
    this.reset = reset;
    this.guard = guard;
    this.frame = frame;
  }

  @Override
  public void register(RoutesConfig routes) {
    routes.get("/", this::show, Permission.ANYONE);
    routes.get("/api", ctx -> frame.show(ctx, "api", "The API", "/api", HomePage.class, ""), Permission.ANYONE);
    routes.post("/reset", this::reset, Permission.ADMIN);
  }

  private void show(Context ctx) {
    var admin = guard.visitor(ctx).filter(caller -> guard.isAdmin(caller.user())).isPresent();
    frame.show(ctx, "home", "Three small systems on one store", "/", HomePage.class,
        new Home(admin && reset.isOffered()));
  }

  private void reset(Context ctx) {
    Conditions.of(ctx).on(() -> Target.UNTAGGED);
    if (!reset.isOffered()) {
      throw Refusal.notFound("only a demo with its conference, on a store of its own, can make it again");
    }
    reset.ask(Caller.of(ctx).user());
    frame.show(ctx, "again", "One moment", "/", HomePage.class, "");
  }
}
