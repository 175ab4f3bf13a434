package dev.persist.app.inspect;

import dev.persist.Persist;
import dev.persist.StoreException;
import dev.persist.app.signin.Caller;
import dev.persist.app.signin.Guard;
import dev.persist.app.web.EventStreams;
import dev.persist.app.web.Params;
import dev.persist.app.web.Permission;
import dev.persist.app.web.Refusal;
import dev.persist.app.web.Routes;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.sse.SseClient;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;

/** Every event, as it commits, as server-sent events. The id of each is its position in the global order. */
final class LiveRoutes implements Routes {
  private static final String LAST_ID = "Last-Event-ID";

  /** How long a stream is silent at most, and how soon it ends after its session. A proxy, and Jetty, wait for longer. */
  private static final Duration SILENCE = Duration.ofSeconds(5);

  private final EventStreams streams;
  private final Guard guard;
  private final InstantSource clock;
  private final GlobalOrder order;
  private final Newest newest;

  @Inject
  LiveRoutes(EventStreams streams, Guard guard, InstantSource clock, Persist store, GlobalOrder order) {
    this.streams = streams;
    this.guard = guard;
    this.clock = clock;
    this.order = order;
    this.newest = new Newest(store, order);
  }

  @Override
  public void register(RoutesConfig routes) {
    routes.get("/api/live", this::open, Permission.ADMIN);
  }

  private void open(Context ctx) {
    var from = Params.number(ctx, "from", 1, Long.MAX_VALUE, 0);
    var lastId = Params.headerNumber(ctx, LAST_ID, 0, Long.MAX_VALUE);
    var end = order.timeline().position();
    var seen = lastId.orElse(from == 0 ? end : from - 1);
    if (seen > end) {
      throw Refusal.conflict("the order ends at " + end + ", so " + seen + " is of another store, or of a time before"
          + " this one was restored; begin again with from=1 and without " + LAST_ID, seen, end);
    }
    var caller = Caller.of(ctx);
    streams.answer(ctx, client -> tell(client, caller, seen));
  }

  private void tell(SseClient client, Caller caller, long seen) throws InterruptedException {
    var position = seen;
    var checked = Instant.MIN;
    while (!client.terminated()) {
      try {
        if (!clock.instant().isBefore(checked.plus(SILENCE))) {
          if (!guard.isStillAdmin(caller)) {
            return;
          }
          client.sendComment("here"); // the second after the caller left fails
          checked = clock.instant();
        }
        for (var told : newest.after(position, SILENCE)) {
          if (client.terminated()) {
            return;
          }
          client.sendData(told.json(), String.valueOf(told.position()));
          position = told.position();
        }
      } catch (StoreException.Unavailable away) {
        TimeUnit.SECONDS.sleep(1);
      }
    }
  }
}
