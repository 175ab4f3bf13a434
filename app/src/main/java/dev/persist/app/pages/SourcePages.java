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
import java.util.Map;

/** The sources and the documentation, which are packed with the app, so that each page can show what it is made by. */
public final class SourcePages implements Routes {
  private static final Map<String, String> PICTURES = Map
      .of("svg", "image/svg+xml", "png", "image/png", "gif", "image/gif");

  /** What the page of a source shows. */
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
    var name = path.substring(path.lastIndexOf('/') + 1);
    if (name.indexOf('.') < 0) {
      ctx.redirect("/source/" + path + "/README.md"); // the documentation links to the folders of modules
      return;
    }
    var file = read(path);
    var kind = name.substring(name.lastIndexOf('.') + 1);
    if (PICTURES.containsKey(kind)) {
      ctx.contentType(PICTURES.get(kind)).result(file);
    } else if (kind.equals("md")) {
      frame.show(ctx, "chapter", name, "", SourcePages.class, Chapter.html(new String(file, UTF_8)));
    } else {
      var lines = new String(file, UTF_8).lines().toList();
      frame.show(ctx, "source", name, "", SourcePages.class, new File(path, lines));
    }
  }

  private static byte[] read(String path) {
    var isPlain = path.matches("[A-Za-z0-9_/.-]+") && !path.contains("..");
    try (var in = isPlain ? SourcePages.class.getResourceAsStream("/source/" + path) : null) {
      if (in == null) {
        throw Refusal.notFound("there is no source " + path);
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
