package dev.persist.transport;

import dev.persist.Commit;
import dev.persist.CommitResult;
import dev.persist.Entry;
import dev.persist.Event;
import dev.persist.Guard;
import dev.persist.Json;
import dev.persist.Limits;
import dev.persist.StoreException;
import dev.persist.spi.Backend;
import dev.persist.spi.Canonical;
import dev.persist.spi.Link;
import dev.persist.spi.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * A client of an engine that runs elsewhere. Closing this client does not close that engine. When the store there is
 * closed, calls here throw {@link StoreException.Unavailable}.
 */
public final class RemoteBackend implements Backend {
  /**
   * The longest wait that one request asks for. A thread that waits notices within this time that the client is closed.
   */
  private static final Duration SLICE = Duration.ofMillis(500);

  private final String name;
  private final UnaryOperator<Json> transport;
  private final Runnable close;
  private final Outbox outbox = new Outbox(this::sendAll);
  private volatile boolean closed;

  /**
   * Creates a client of a {@link Server} elsewhere.
   *
   * @param name the name of the engine in errors, such as its URL
   * @param transport carries the JSON form of a request there, and the answer back. When it cannot, it throws {@link
   *     StoreException.UnknownOutcome} if the request may have arrived, and {@link StoreException.Unavailable} if not.
   *     For a request that is no commit, this client throws {@code Unavailable} in both cases, since nothing was changed
   */
  public RemoteBackend(String name, UnaryOperator<Json> transport) {
    this(name, transport, () -> {
    });
  }

  /**
   * As {@link #RemoteBackend(String, UnaryOperator)}.
   *
   * @param close closes the transport. It waits for the requests under way; later ones throw {@link
   *     StoreException.Closed}. It may be called twice
   */
  public RemoteBackend(String name, UnaryOperator<Json> transport, Runnable close) {
    this.name = name;
    this.transport = transport;
    this.close = close;
  }

  @Override
  public CommitResult commit(Commit commit) {
    var form = Wire.write(commit);
    return read("commit", outbox.send(form, bytes(commit, form)), result -> Wire.result(commit, result));
  }

  /** Sends commits together. A response to all is one to each. */
  private List<Json> sendAll(List<Json> commits) {
    if (commits.size() == 1) {
      return List.of(exchange(new Request("commit", commits)));
    }
    var response = exchange(Request.commits(commits));
    var tagged = tagged("commits", response);
    if (tagged.kind().equals("fault")) {
      return Collections.nCopies(commits.size(), response);
    }
    List<Json> responses;
    try {
      responses = Canonical.elements(tagged.value());
    } catch (RuntimeException e) {
      throw unreadable("commits", e);
    }
    if (responses.size() != commits.size()) {
      throw new StoreException.UnknownOutcome(name + " answered " + responses.size() + " of " + commits.size()
          + " commits", new IllegalStateException());
    }
    return responses;
  }

  /** Returns how large {@code commit} and its response may be: that has the value of each key that is not as expected. */
  private static long bytes(Commit commit, Json form) {
    var keys = commit.guards().stream().filter(guard -> !(guard instanceof Guard.StreamAt)).count();
    return form.size() + keys * Limits.VALUE_BYTES;
  }

  @Override
  public List<CommitResult> commitInOrder(List<Commit> commits) {
    var forms = new ArrayList<Json>();
    var bytes = 0L;
    for (var commit : commits) {
      var form = Wire.write(commit);
      bytes += bytes(commit, form);
      if (!forms.isEmpty() && bytes > Outbox.MOST_BYTES) {
        break;
      }
      forms.add(form);
    }
    return ask(Request.commitInOrder(forms),
        results -> {
          var read = new ArrayList<CommitResult>();
          for (var result : Canonical.elements(results)) {
            read.add(Wire.result(commits.get(read.size()), result));
          }
          return read;
        });
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
  public List<Entry<Json>> entries(String prefix, String after, int limit) {
    return ask(Request.entries(prefix, after, limit), entries -> Stream.of(entries.as(Stored[].class))
        .map(entry -> new Entry<>(entry.key, entry.value))
        .toList());
  }

  /** An {@link Entry}, as it is sent. */
  private record Stored(String key, Json value) {}

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
    close.run();
  }

  private <T> T ask(Request request, Function<Json, T> read) {
    return read(request.op(), exchange(request), read);
  }

  private Json exchange(Request request) {
    if (closed) {
      throw new StoreException.Closed(name);
    }
    try {
      return transport.apply(request.json());
    } catch (StoreException.UnknownOutcome e) {
      throw lost(request.op(), String.valueOf(e.getMessage()), e);
    }
  }

  private <T> T read(String op, Json response, Function<Json, T> read) {
    var tagged = tagged(op, response);
    RuntimeException fault;
    try {
      if (tagged.kind().equals("answer")) {
        return read.apply(tagged.value());
      }
      fault = Wire.exception(tagged.value());
    } catch (RuntimeException e) {
      throw unreadable(op, e);
    }
    throw fault;
  }

  private Tagged tagged(String op, Json response) {
    try {
      var tagged = Tagged.read(response);
      if (!tagged.kind().equals("answer") && !tagged.kind().equals("fault")) {
        throw tagged.unknown("response");
      }
      return tagged;
    } catch (RuntimeException e) {
      throw unreadable(op, e);
    }
  }

  private StoreException unreadable(String op, RuntimeException e) {
    return lost(op, "the answer of " + name + " cannot be read: " + e.getMessage(), e);
  }

  /** Returns what the loss of an answer means: a request that is no commit has changed nothing. */
  private static StoreException lost(String op, String message, RuntimeException cause) {
    return op.startsWith("commit")
        ? new StoreException.UnknownOutcome(message, cause)
        : new StoreException.Unavailable(message, cause);
  }
}
