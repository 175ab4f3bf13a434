package dev.persist.app;

import dev.persist.app.web.Limits;
import dev.persist.app.web.Permission;
import dev.persist.app.web.Routes;
import dev.persist.http.StoreEndpoint;
import dev.persist.spi.Backend;
import dev.persist.spi.Observed;
import dev.persist.spi.Observer;
import io.javalin.config.RoutesConfig;
import io.javalin.http.HttpStatus;
import jakarta.inject.Inject;

/** Serves the store itself to other processes, if a token for it is set. */
final class StoreRoutes implements Routes {
  private final Config config;
  private final Backend backend;
  private final Limits limits;

  @Inject
  StoreRoutes(Config config, Backend backend, Observer observer, Limits limits) {
    this.config = config;
    this.backend = Observed.by(observer, backend);
    this.limits = limits;
  }

  @Override
  public void register(RoutesConfig routes) {
    config.storeToken()
        .map(token -> new StoreEndpoint(backend, token))
        .ifPresent(endpoint -> routes.post("/store", ctx -> {
          var answer = endpoint.answer(ctx::header, ctx.bodyInputStream());
          if (answer.status() == HttpStatus.OK.getCode()) {
            limits.uncount(ctx); // it has the token: another process of ours, which may ask as much as it needs
          }
          answer.headers().forEach(ctx::header);
          ctx.status(answer.status()).result(answer.body().toBytes());
        }, Permission.ANYONE));
  }
}
