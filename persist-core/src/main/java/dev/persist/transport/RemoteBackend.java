package dev.persist.transport;

import dev.persist.Commit;
import dev.persist.CommitResult;
import dev.persist.Event;
import dev.persist.Json;
import dev.persist.StoreException;
import dev.persist.spi.Backend;
import dev.persist.spi.Link;
import dev.persist.spi.Outcome;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * An engine that lives elsewhere. Closing it ends its use here and nothing there; a store that is closed there is {@link
 * StoreException.Unavailable} here.
 */
public final class RemoteBackend implements Backend {
  /** How long it asks to wait at a time: when it is closed, those who wait hear of it then. */
  private static final Duration SLICE = Duration.ofMillis(500);

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
    return ask(Request.commit(commit), Wire::result);
  }

  @Override
  public Optional<Outcome> outcome(String stream, String key) {
    return ask(Request.outcome(stream, key), found -> Stream.of(found.as(Outcome[].class)).findFirst());
  }

  @Override
  public List<Event> read(String stream, long fromSeq, int limit) {
    return ask(Request.read(stream, fromSeq, limit), events -> List.of(events.as(Event[].class)));
  }

  @Override
  public List<Event> follow(List<Link> links) {
    return ask(Request.follow(links), events -> List.of(events.as(Event[].class)));
  }

  @Override
  public long lastSeq(String stream) {
    return ask(Request.lastSeq(stream), seq -> seq.as(Long.class));
  }

  @Override
  public Optional<Json> get(String key) {
    return ask(Request.get(key), found -> Stream.of(found.as(Json[].class)).findFirst());
  }

  @Override
  public List<String> streams(String after, int limit) {
    return ask(Request.streams(after, limit), names -> List.of(names.as(String[].class)));
  }

  @Override
  public List<String> keys(String prefix, String after, int limit) {
    return ask(Request.keys(prefix, after, limit), names -> List.of(names.as(String[].class)));
  }

  @Override
  public long awaitChange(long seen, Duration atMost) throws InterruptedException {
    try {
      for (var left = atMost;; left = left.minus(SLICE)) {
        var now = ask(Request.awaitChange(seen, left.compareTo(SLICE) < 0 ? left : SLICE), json -> json.as(Long.class));
        if (now != seen || left.compareTo(SLICE) <= 0) {
          return now;
        }
      }
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

  private <T> T ask(Request request, Function<Json, T> read) {
    if (closed) {
      throw new StoreException.Closed(name);
    }
    var response = transport.apply(Json.of(request));
    RuntimeException fault;
    try {
      var tagged = Tagged.read(response);
      if (tagged.kind().equals("answer")) {
        return read.apply(tagged.value());
      }
      if (!tagged.kind().equals("fault")) {
        throw tagged.unknown("response");
      }
      fault = Wire.exception(tagged.value());
    } catch (RuntimeException e) {
      throw new StoreException.UnknownOutcome("what " + name + " answered is no answer: " + e.getMessage(), e);
    }
    throw fault;
  }
}
