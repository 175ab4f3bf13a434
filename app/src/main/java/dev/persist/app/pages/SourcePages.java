package dev.persist.app.pages;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.persist.app.web.Permission;
import dev.persist.app.web.Refusal;
import dev.persist.app.web.Routes;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/** The source of persist, the examples and the app, which is packed with the app, so that each page can show what it is made by. */
public final class SourcePages implements Routes {
  /** What the page of a file shows. */
  public record File(String path, List<String> lines) {}

  private final Frame frame;

  @Inject
  SourcePages(Frame frame) {
    this.frame = frame;
  }

  @Override
  public void register(RoutesConfig routes) {
    routes.get("/source/<path>", this::show, Permission.ANYONE);
  }

  private void show(Context ctx) {
    var path = ctx.pathParam("path");
    var lines = lines(path);
    frame.show(ctx, "source", path.substring(path.lastIndexOf('/') + 1), "", SourcePages.class, new File(path, lines));
  }

  private static List<String> lines(String path) {
    if (!path.matches("((example|persist)-[a-z]+|app)/src/main/[A-Za-z0-9_/-]+[.](java|jte)")) {
      throw notFound(path);
    }
    try (var in = SourcePages.class.getResourceAsStream("/source/" + path)) {
      if (in == null) {
        throw notFound(path);
      }
      return new String(in.readAllBytes(), UTF_8).lines().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Refusal notFound(String path) {
    return Refusal.notFound("there is no source " + path);
  }
}
