package dev.persist.app.operation;

import dev.persist.Persist;
import dev.persist.StoreException;
import dev.persist.app.web.Permission;
import dev.persist.app.web.Refusal;
import dev.persist.app.web.Routes;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import jakarta.inject.Inject;
import java.util.Map;

/** Says whether the process answers, whether the app can do its work, and what it runs on. */
final class HealthRoutes implements Routes {
  record Health(String status, String engine) {}

  private static final Map<String, String> OK = Map.of("status", "ok");

  private final OperationSettings settings;
  private final Persist store;
  private final Readiness readiness;

  @Inject
  HealthRoutes(OperationSettings settings, Persist store, Readiness readiness) {
    this.settings = settings;
    this.store = store;
    this.readiness = readiness;
  }

  @Override
  public void register(RoutesConfig routes) {
    routes.get("/api/health", this::read, Permission.ANYONE);
    routes.get("/api/health/live", ctx -> ctx.json(OK), Permission.ANYONE);
    routes.get("/api/health/ready", this::ready, Permission.ANYONE);
  }

  /**
   * Shows whether the store takes writes, and reads it. A fault of the store is the answer instead. A fault that stays
   * until a restart is not logged at each call.
   */
  private void read(Context ctx) {
    try {
      readiness.requireWrites();
    } catch (StoreException.Failed failed) {
      throw Refusal.of(503, Readiness.reason(failed));
    }
    store.catalog().streams().limit(1).forEach(stream -> {}); // shows whether it can be read
    ctx.json(new Health("ok", settings.engine()));
  }

  private void ready(Context ctx) {
    var reasons = readiness.reasons();
    if (!reasons.isEmpty()) {
      throw Refusal.of(503, String.join(". ", reasons));
    }
    ctx.json(OK);
  }
}
