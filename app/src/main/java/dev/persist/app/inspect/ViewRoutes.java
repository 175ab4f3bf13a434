package dev.persist.app.inspect;

import dev.persist.app.web.Params;
import dev.persist.app.web.Permission;
import dev.persist.app.web.Routes;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import jakarta.inject.Inject;

/** Which views there are, and how far each lags. */
final class ViewRoutes implements Routes {
  private final Views views;

  @Inject
  ViewRoutes(Views views) {
    this.views = views;
  }

  @Override
  public void register(RoutesConfig routes) {
    routes.get("/api/views", this::read, Permission.ADMIN);
  }

  private void read(Context ctx) {
    ctx.json(views.page(Names.query(ctx, "after"), Params.limit(ctx)));
  }
}
