package dev.persist.app.inspect;

import dev.persist.Persist;
import dev.persist.app.operation.Readers;
import dev.persist.app.web.Params;
import dev.persist.app.web.Permission;
import dev.persist.app.web.Routes;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which views there are, and how far each lags. */
final class ViewRoutes implements Routes {
  record Views(List<Readers.View> views, @Nullable String next) {}

  private final Persist store;

  @Inject
  ViewRoutes(Persist store) {
    this.store = store;
  }

  @Override
  public void register(RoutesConfig routes) {
    routes.get("/api/views", this::read, Permission.ADMIN);
  }

  /** A page has the views of at most {@code limit} streams, and all of each. */
  private void read(Context ctx) {
    var after = Names.query(ctx, "after");
    var limit = Params.limit(ctx);
    var page = new ArrayList<Readers.View>();
    var streams = 0;
    for (var views = Readers.views(store, after).iterator(); views.hasNext();) {
      var view = views.next();
      var last = page.isEmpty() ? "" : page.getLast().stream();
      if (!view.stream().equals(last) && ++streams > limit) {
        ctx.json(new Views(page, last));
        return;
      }
      page.add(view);
    }
    ctx.json(new Views(page, null));
  }
}
