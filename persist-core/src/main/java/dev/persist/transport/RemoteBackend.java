package dev.persist.transport;

import dev.persist.Commit;
import dev.persist.CommitResult;
import dev.persist.Event;
import dev.persist.Json;
import dev.persist.StoreException;
import dev.persist.spi.Backend;
import dev.persist.spi.Outcome;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * An engine that lives elsewhere. Closing it ends its use here and nothing there; a store that is closed there is {@link
 * StoreException.Unavailable} here.
 */
public final class RemoteBackend implements Backend {
  private final String name;
  private final UnaryOperator<Json> transport;
  private volatile boolean closed;

  /**
   * Creates an engine that asks a {@link Server} elsewhere.
   *
   * @param name what errors call it, such as its URL
   * @param transport brings the JSON form of a request there and its answer back; when it cannot, it throws
   *     {@link StoreException.UnknownOutcome} if the request may have arrived, {@link StoreException.Unavailable} if not
   */
  public RemoteBackend(String name, UnaryOperator<Json> transport) {
    this.name = name;
    this.transport = transport;
  }

  @Override
  public CommitResult commit(Commit commit) {
    return Wire.result(ask(Request.commit(commit)));
  }

  @Override
  public Optional<Outcome> outcome(String stream, String key) {
    return Stream.of(ask(Request.outcome(stream, key)).as(Outcome[].class)).findFirst();
  }

  @Override
  public List<Event> read(String stream, long fromSeq, int limit) {
    return List.of(ask(Request.read(stream, fromSeq, limit)).as(Event[].class));
  }

  @Override
  public long lastSeq(String stream) {
    return ask(Request.lastSeq(stream)).as(Long.class);
  }

  @Override
  public Optional<Json> get(String key) {
    return Stream.of(ask(Request.get(key)).as(Json[].class)).findFirst();
  }

  @Override
  public List<String> streams(String after, int limit) {
    return List.of(ask(Request.streams(after, limit)).as(String[].class));
  }

  @Override
  public List<String> keys(String prefix, String after, int limit) {
    return List.of(ask(Request.keys(prefix, after, limit)).as(String[].class));
  }

  @Override
  public long awaitChange(long seen, Duration atMost) throws InterruptedException {
    try {
      return ask(Request.awaitChange(seen, atMost)).as(Long.class);
    } catch (StoreException.Unavailable e) {
      if (Thread.interrupted()) { // which is why, when the server runs on this thread
        throw (InterruptedException) new InterruptedException(e.getMessage()).initCause(e);
      }
      throw e;
    }
  }

  @Override
  public void close() {
    closed = true;
  }

  private Json ask(Request request) {
    if (closed) {
      throw new StoreException.Closed(name);
    }
    var response = Tagged.read(transport.apply(Json.of(request)));
    return switch (response.kind()) {
      case "answer" -> response.value();
      case "fault" -> throw Wire.exception(response.value());
      default -> throw response.unknown("response");
    };
  }
}
