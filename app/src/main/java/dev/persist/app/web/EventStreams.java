package dev.persist.app.web;

import dev.persist.StoreException;
import dev.persist.app.web.Conditions.Target;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.javalin.http.sse.SseClient;
import io.javalin.http.sse.SseHandler;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The open streams of server-sent events. A stopping server waits for every request under way, and such a stream would
 * never end. Safe for use by any thread.
 */
public final class EventStreams {
  /** The type of such an answer. */
  public static final String TYPE = "text/event-stream";

  private final Set<SseClient> open = ConcurrentHashMap.newKeySet();
  private volatile boolean stopping;

  @Inject
  EventStreams() {}

  /** Tells a listener what happens. */
  public interface Teller {
    /** Sends to {@code client} until there is no more to say, or until {@link SseClient#terminated}. */
    void tell(SseClient client) throws InterruptedException;
  }

  /**
   * Answers with what {@code teller} sends, in a thread of its own. The answer ends when the teller returns, or when the server stops;
   * a listener comes back then, and says what it has seen.
   *
   * @throws Refusal 406, when the caller does not ask for server-sent events
   */
  public void answer(Context ctx, Teller teller) {
    if (!String.valueOf(ctx.header("Accept")).contains(TYPE)) {
      throw Refusal.of(406, "this answer has no end; a caller that knows that sends Accept: " + TYPE);
    }
    ctx.contentType(TYPE);
    if (Conditions.of(ctx).letRead(Target.UNTAGGED) && ctx.method().equals(HandlerType.GET)) {
      new SseHandler(client -> begin(client, teller)).handle(ctx);
    }
  }

  private void begin(SseClient client, Teller teller) {
    client.keepAlive();
    add(client, () -> {});
    Thread.ofVirtual().name("listener").start(() -> {
      try (client) {
        teller.tell(client);
      } catch (InterruptedException | StoreException.Closed | CancellationException stopping) {
        // Jetty cancels a write that is under way
      }
    });
  }

  /**
   * Closes {@code client} when the server stops. Runs {@code ended} once, when {@code client} is closed by the server, its
   * feature or its caller. Replaces {@link SseClient#onClose}, which keeps one callback.
   */
  public void add(SseClient client, Runnable ended) {
    client.onClose(() -> {
      open.remove(client);
      ended.run();
    });
    open.add(client);
    if (stopping) {
      client.close();
    }
  }

  /**
   * Returns how long a listener that was told of a change is to wait for the next: 100 ms, and longer where more than a hundred listen, so that
   * all of them together are told a thousand times a second at most.
   */
  public Duration pause() {
    return Duration.ofMillis(Math.max(100, open.size()));
  }

  /** Closes those that are open, and those that are added from now on. */
  void close() {
    stopping = true;
    open.forEach(SseClient::close);
  }
}
