package dev.persist.app.inspect;

import dev.persist.app.web.Params;
import dev.persist.app.web.Permission;
import dev.persist.app.web.Routes;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import jakarta.inject.Inject;

/** Which keys there are, and their values, without those that are secret. */
final class ValueRoutes implements Routes {
  private final Values values;

  @Inject
  ValueRoutes(Values values) {
    this.values = values;
  }

  @Override
  public void register(RoutesConfig routes) {
    routes.get("/api/kv", this::read, Permission.ADMIN);
  }

  private void read(Context ctx) {
    ctx.json(values.page(Names.query(ctx, "prefix"), Names.query(ctx, "after"), Params.limit(ctx)));
  }
}
