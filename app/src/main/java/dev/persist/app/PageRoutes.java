package dev.persist.app;

import dev.persist.app.web.Permission;
import dev.persist.app.web.Routes;
import io.javalin.config.RoutesConfig;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Objects;

/** Serves the pages, the scripts and the style they need, and the document of the API, from the class path. */
final class PageRoutes implements Routes {
  @Inject
  PageRoutes() {}

  @Override
  public void register(RoutesConfig routes) {
    serve(routes, "/", "index.html", "text/html; charset=utf-8");
    serve(routes, "/page.css", "page.css", "text/css; charset=utf-8");
    serve(routes, "/page.js", "page.js", "text/javascript; charset=utf-8");
    serve(routes, "/api", "api.html", "text/html; charset=utf-8");
    serve(routes, "/api.js", "api.js", "text/javascript; charset=utf-8");
    serve(routes, "/openapi.json", "openapi.json", "application/json");
  }

  private static void serve(RoutesConfig routes, String path, String file, String type) {
    var bytes = read(file);
    routes.get(path, ctx -> ctx.contentType(type).header("Cache-Control", "no-cache").result(bytes),
        Permission.ANYONE);
  }

  private static byte[] read(String file) {
    try (var in = Objects.requireNonNull(PageRoutes.class.getResourceAsStream("/page/" + file), file)) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
