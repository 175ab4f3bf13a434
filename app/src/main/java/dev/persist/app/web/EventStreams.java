package dev.persist.app.web;

import io.javalin.http.sse.SseClient;
import jakarta.inject.Inject;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The open streams of server-sent events. A stopping server waits for every request under way, and such a stream would
 * never end. Safe for use by any thread.
 */
public final class EventStreams {
  private final Set<SseClient> open = ConcurrentHashMap.newKeySet();
  private volatile boolean stopping;

  @Inject
  EventStreams() {}

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

  /** Closes those that are open, and those that are added from now on. */
  void close() {
    stopping = true;
    open.forEach(SseClient::close);
  }
}
