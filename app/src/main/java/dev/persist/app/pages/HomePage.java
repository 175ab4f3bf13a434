package dev.persist.app.pages;

import dev.persist.app.web.Permission;
import dev.persist.app.web.Routes;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import jakarta.inject.Inject;

/** The first page, and the page of the API. */
final class HomePage implements Routes {
  private final Frame frame;

  @Inject
  HomePage(Frame frame) {
    this.frame = frame;
  }

  @Override
  public void register(RoutesConfig routes) {
    routes.get("/", this::show, Permission.ANYONE);
    routes.get("/api", ctx -> frame.show(ctx, "api", "The API", "/api", HomePage.class, ""), Permission.ANYONE);
  }

  private void show(Context ctx) {
    frame.show(ctx, "home", "Three small systems on one store", "/", HomePage.class, "");
  }
}
