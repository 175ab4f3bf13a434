package dev.persist.app;

import dev.persist.app.web.Permission;
import dev.persist.app.web.Routes;
import dev.persist.http.StoreEndpoint;
import dev.persist.spi.Backend;
import io.javalin.config.RoutesConfig;
import jakarta.inject.Inject;

/** Serves the store itself to other processes, if a token for it is set. */
final class StoreRoutes implements Routes {
  private final Config config;
  private final Backend backend;

  @Inject
  StoreRoutes(Config config, Backend backend) {
    this.config = config;
    this.backend = backend;
  }

  @Override
  public void register(RoutesConfig routes) {
    config.storeToken()
        .map(token -> new StoreEndpoint(backend, token))
        .ifPresent(endpoint -> routes.post("/store", ctx -> {
          var answer = endpoint.answer(ctx::header, ctx.bodyInputStream());
          answer.headers().forEach(ctx::header);
          ctx.status(answer.status()).result(answer.body().toBytes());
        }, Permission.ANYONE));
  }
}
