package dev.persist.app.pages;

import static java.util.stream.Collectors.toUnmodifiableMap;

import com.google.common.hash.Hashing;
import dev.persist.app.web.Params;
import dev.persist.app.web.Permission;
import dev.persist.app.web.Refusal;
import dev.persist.app.web.Routes;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Serves what pages load: the style and the scripts, from the class path. The address of each names its content, so that a
 * browser keeps it for good, and asks for the next version as soon as there is one.
 */
public final class Assets implements Routes {
  private static final String JAVASCRIPT = "text/javascript; charset=utf-8";
  private static final Map<String, Asset> ALL = Stream.of(
      new Asset("app.css", "/page/app.css", "text/css; charset=utf-8"),
      new Asset("api.js", "/page/api.js", JAVASCRIPT),
      new Asset("view.js", "/page/view.js", JAVASCRIPT),
      new Asset("htmx.js", "/META-INF/resources/webjars/htmx.org/2.0.10/dist/htmx.min.js", JAVASCRIPT),
      new Asset("sse.js", "/META-INF/resources/webjars/htmx-ext-sse/2.2.2/sse.js", JAVASCRIPT))
      .collect(toUnmodifiableMap(Asset::name, asset -> asset));

  @Inject
  Assets() {}

  /** Returns the address of the asset {@code name}, such as {@code app.css}. */
  public static String url(String name) {
    var asset = Objects.requireNonNull(ALL.get(name), name);
    return "/assets/" + name + "?v=" + asset.version;
  }

  @Override
  public void register(RoutesConfig routes) {
    routes.get("/assets/{asset}", Assets::serve, Permission.ANYONE);
    var document = new Asset("openapi.json", "/page/openapi.json", "application/json");
    routes.get("/openapi.json", ctx -> document.answer(ctx, "no-cache"), Permission.ANYONE);
  }

  private static void serve(Context ctx) {
    var name = ctx.pathParam("asset");
    var asset = Optional.ofNullable(ALL.get(name)).orElseThrow(() -> Refusal.notFound("there is no asset " + name));
    var isOfVersion = Params.query(ctx, "v").equals(Optional.of(asset.version));
    asset.answer(ctx, isOfVersion ? "max-age=31536000, immutable" : "no-cache");
  }

  private static final class Asset {
    private final String name;
    private final String type;
    private final byte[] bytes;
    private final String version;

    Asset(String name, String file, String type) {
      this.name = name;
      this.type = type;
      this.bytes = read(file);
      this.version = Hashing.sha256().hashBytes(bytes).toString().substring(0, 8);
    }

    String name() {
      return name;
    }

    void answer(Context ctx, String cacheControl) {
      ctx.contentType(type).header("Cache-Control", cacheControl).result(bytes);
    }

    private static byte[] read(String file) {
      try (var in = Objects.requireNonNull(Assets.class.getResourceAsStream(file), file)) {
        return in.readAllBytes();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
