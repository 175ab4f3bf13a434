package dev.persist.app;

import dev.persist.Commit;
import dev.persist.Persist;
import dev.persist.StoreException;
import dev.persist.app.web.Permission;
import dev.persist.app.web.Refusal;
import dev.persist.app.web.Routes;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import jakarta.inject.Inject;

/** Says whether the app can do its work. */
final class HealthRoutes implements Routes {
  record Health(String status, String engine, String store) {}

  private final Config config;
  private final Persist store;

  @Inject
  HealthRoutes(Config config, Persist store) {
    this.config = config;
    this.store = store;
  }

  @Override
  public void register(RoutesConfig routes) {
    routes.get("/api/health", this::read, Permission.ANYONE);
  }

  /**
   * Commits nothing, which shows whether the store takes writes, and reads the store. A fault of the store is the
   * answer instead. A fault that stays until a restart is not logged at each call.
   */
  private void read(Context ctx) {
    try {
      store.commit(Commit.builder().build());
    } catch (StoreException.Failed failed) {
      throw Refusal.of(503, "the store takes no more writes, since a write failed; reads still work; restart the app");
    }
    var streams = store.catalog().streams().limit(1).count();
    ctx.json(new Health("ok", config.engine(), streams == 0 ? "empty" : "in use"));
  }
}
