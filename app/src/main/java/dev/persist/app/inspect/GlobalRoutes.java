package dev.persist.app.inspect;

import dev.persist.app.web.Answers;
import dev.persist.app.web.Params;
import dev.persist.app.web.Permission;
import dev.persist.app.web.Routes;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import jakarta.inject.Inject;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Every event, in commit order, page by page. */
final class GlobalRoutes implements Routes {
  record Places(List<Place> events, long last, @Nullable Object next) {}

  private final GlobalOrder order;

  @Inject
  GlobalRoutes(GlobalOrder order) {
    this.order = order;
  }

  @Override
  public void register(RoutesConfig routes) {
    routes.get("/api/global", this::read, Permission.ADMIN);
  }

  private void read(Context ctx) {
    var from = Params.number(ctx, "from", 1, Long.MAX_VALUE, 1);
    var limit = Params.limit(ctx);
    var timeline = order.timeline();
    var page = Answers.Page.of(timeline.readFrom(from), limit, last -> last.position() + 1);
    ctx.json(new Places(page.entries().stream().map(Place::of).toList(), timeline.position(), page.next()));
  }
}
