package dev.persist.app.web;

import io.javalin.config.RoutesConfig;

/** The calls of one feature; a feature is a class that implements this and is bound in a {@link WebModule} set. */
public interface Routes {
  /** Adds this feature's handlers; called once, before the server listens. */
  void register(RoutesConfig routes);
}
