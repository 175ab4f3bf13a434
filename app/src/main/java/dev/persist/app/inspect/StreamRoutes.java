package dev.persist.app.inspect;

import dev.persist.Persist;
import dev.persist.app.web.Params;
import dev.persist.app.web.Permission;
import dev.persist.app.web.Routes;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import jakarta.inject.Inject;

/** Which streams there are, and what is in them. */
final class StreamRoutes implements Routes {
  private final Persist store;
  private final Streams streams;

  @Inject
  StreamRoutes(Persist store, Streams streams) {
    this.store = store;
    this.streams = streams;
  }

  @Override
  public void register(RoutesConfig routes) {
    routes.get("/api/streams", this::streams, Permission.ADMIN);
    routes.get("/api/streams/{name}/events", this::events, Permission.ADMIN);
  }

  private void streams(Context ctx) {
    ctx.json(streams.heads(Names.query(ctx, "prefix"), Names.query(ctx, "after"), Params.limit(ctx)));
  }

  private void events(Context ctx) {
    var from = Params.number(ctx, "from", 1, Long.MAX_VALUE, 1);
    var limit = Params.limit(ctx);
    ctx.json(streams.events(Names.stream(ctx, store), from, limit));
  }
}
