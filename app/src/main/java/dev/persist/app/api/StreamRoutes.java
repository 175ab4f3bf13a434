package dev.persist.app.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.persist.Event;
import dev.persist.Limits;
import dev.persist.Persist;
import dev.persist.app.web.InvalidField;
import dev.persist.app.web.Params;
import dev.persist.app.web.Permission;
import dev.persist.app.web.Refusal;
import dev.persist.app.web.Routes;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import jakarta.inject.Inject;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The inspector: which streams there are, and what is in them. */
final class StreamRoutes implements Routes {
  record Head(String stream, long seq) {}

  record Streams(List<Head> streams, @Nullable Object next) {}

  record Events(List<Event> events, @Nullable Object next) {}

  private final Persist store;

  @Inject
  StreamRoutes(Persist store) {
    this.store = store;
  }

  @Override
  public void register(RoutesConfig routes) {
    routes.get("/api/streams", this::streams, Permission.ADMIN);
    routes.get("/api/streams/{name}/events", this::events, Permission.ADMIN);
  }

  private void streams(Context ctx) {
    var names = store.catalog().streams(named("after", Params.query(ctx, "after").orElse("")));
    var page = Answers.Page.of(names, Params.limit(ctx), last -> last);
    ctx.json(new Streams(
        page.entries().stream().map(name -> new Head(name, store.log().lastSeq(name))).toList(), page.next()));
  }

  private static String named(String field, String name) {
    InvalidField.unless(name.getBytes(UTF_8).length <= Limits.NAME_BYTES, field,
        "must be at most " + Limits.NAME_BYTES + " bytes");
    return name;
  }

  private void events(Context ctx) {
    var name = named("name", Params.path(ctx, "name"));
    var from = Params.number(ctx, "from", 1, Long.MAX_VALUE, 1);
    var limit = Params.limit(ctx);
    if (name.startsWith("$") || !store.catalog().exists(name)) {
      throw Refusal.notFound("there is no stream " + name);
    }
    var page = Answers.Page.of(store.log().readFrom(name, from), limit, last -> last.seq() + 1);
    ctx.json(new Events(page.entries(), page.next()));
  }
}
