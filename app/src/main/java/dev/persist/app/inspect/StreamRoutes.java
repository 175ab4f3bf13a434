package dev.persist.app.inspect;

import dev.persist.Event;
import dev.persist.Persist;
import dev.persist.app.operation.StreamNames;
import dev.persist.app.web.Answers;
import dev.persist.app.web.Params;
import dev.persist.app.web.Permission;
import dev.persist.app.web.Routes;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import jakarta.inject.Inject;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which streams there are, and what is in them. */
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
    var names = StreamNames.of(store, Names.query(ctx, "prefix"), Names.query(ctx, "after"));
    var page = Answers.Page.of(names, Params.limit(ctx), last -> last);
    ctx.json(new Streams(
        page.entries().stream().map(name -> new Head(name, store.log().lastSeq(name))).toList(), page.next()));
  }

  private void events(Context ctx) {
    var from = Params.number(ctx, "from", 1, Long.MAX_VALUE, 1);
    var limit = Params.limit(ctx);
    var name = Names.stream(ctx, store);
    var page = Answers.Page.of(store.log().readWithArchive(name, from), limit, last -> last.seq() + 1);
    ctx.json(new Events(page.entries(), page.next()));
  }
}
