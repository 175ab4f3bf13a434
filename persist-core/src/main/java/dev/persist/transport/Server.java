package dev.persist.transport;

import dev.persist.Commit;
import dev.persist.CommitResult;
import dev.persist.Json;
import dev.persist.StoreException;
import dev.persist.spi.Backend;
import dev.persist.spi.Canonical;
import dev.persist.spi.Link;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/** Answers the requests to one engine. Safe for use by any thread. */
public final class Server {
  /** The longest wait for a change. It ends also when the client is gone, and a client asks again. */
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(20);

  /**
   * How many bytes the results of several commits may have before the answers to retries are left out. What a commit wrote
   * earlier may be much larger than its retry.
   */
  private static final long ROOM = 4L * Outbox.MOST_BYTES;

  /** The response to a retry that is left out. The retry changed nothing, so the client sends it again, by itself. */
  static final Json AGAIN = Json.parse("{\"again\":[]}");

  private final Backend backend;

  /** Serves {@code backend}, which the caller closes. */
  public Server(Backend backend) {
    this.backend = backend;
  }

  /**
   * Answers the JSON form of a {@link Request} with {@code {"answer":…}}. Answers {@code {"fault":[kind, message]}}
   * when the engine throws, or when it does not know the request. Throws nothing itself.
   */
  public Json serve(Json request) {
    return respond(() -> answer(Request.read(request)));
  }

  private interface Call {
    Object answer() throws InterruptedException;
  }

  private static Json respond(Call call) {
    Object answer;
    try {
      answer = call.answer();
    } catch (RuntimeException e) {
      return fault(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return fault(new StoreException.Unavailable("the server is stopping", e));
    } catch (Error e) {
      return fault(new StoreException.UnknownOutcome("the server failed: " + e, e));
    }
    try {
      return Wire.answer(Json.of(answer));
    } catch (RuntimeException | Error e) { // what was asked for is done
      return fault(new StoreException.UnknownOutcome("the answer of the server has no JSON form: " + e, e));
    }
  }

  /** Returns the answer to a request that is refused without a look at it. The client throws {@code Unavailable}. */
  public static Json refusal(String why) {
    return fault(new StoreException.Unavailable(why));
  }

  private static Json fault(RuntimeException e) {
    return Canonical.object(Map.of("fault", Wire.write(e)));
  }

  private Object answer(Request request) throws InterruptedException {
    return switch (request.op()) {
      case "commit" -> commit(request.arg(0, Json.class));
      case "commits" -> together(request.args());
      case "commit-in-order" ->
        inOrder(backend.commitInOrder(request.args().stream().map(Wire::commit).toList()));
      case "outcome" ->
        backend.outcome(request.arg(0, String.class), request.arg(1, String.class)).stream().toList();
      case "read" ->
        Canonical.events(
            backend.read(request.arg(0, String.class), request.arg(1, Long.class), request.limit(2)));
      case "follow" ->
        Canonical.events(
            backend.follow(Stream.of(request.arg(0, Json[].class)).map(link -> link.as(Link.class)).toList()));
      case "last-seq" -> backend.lastSeq(request.arg(0, String.class));
      case "streams" -> backend.streams(request.arg(0, String.class), request.limit(1));
      case "kv-get" -> backend.get(request.arg(0, String.class)).stream().toList();
      case "kv-entries" ->
        backend.entries(request.arg(0, String.class), request.arg(1, String.class), request.limit(2));
      case "await-change" -> backend.awaitChange(request.arg(0, Long.class),
          Duration.ofMillis(Math.min(request.arg(1, Long.class), LONGEST_WAIT.toMillis())));
      default -> throw new IllegalArgumentException("unknown request \"" + request.op() + '"');
    };
  }

  private Json commit(Json commit) {
    return Wire.write(backend.commit(Wire.commit(commit)));
  }

  /** Writes the first of {@code results}, of at least one. Those left out are answers to retries: behind the first, all are. */
  private static Json inOrder(List<CommitResult> results) {
    var room = ROOM;
    var written = new ArrayList<Json>();
    for (var result : results) {
      var json = Wire.write(result);
      room -= json.size();
      if (room < 0 && result instanceof CommitResult.AlreadyCommitted && !written.isEmpty()) {
        break;
      }
      written.add(json);
    }
    return Canonical.array(written);
  }

  /**
   * Commits each as if it came by itself. They go to the engine as one chain, which costs little for each. Behind a commit that is not
   * written a chain is not either; those go at the same time, each by itself, so that the engine syncs them together.
   */
  private Json together(List<Json> commits) {
    var room = new AtomicLong(ROOM);
    var responses = new ArrayList<Json>();
    for (var result : first(commits)) {
      responses.add(within(room, Wire.answer(Wire.write(result))));
    }
    var rest = commits.subList(responses.size(), commits.size());
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      rest.stream()
          .map(commit -> CompletableFuture.supplyAsync(() -> within(room, respond(() -> commit(commit))), threads))
          .toList()
          .forEach(response -> responses.add(response.join()));
    }
    return Canonical.array(responses);
  }

  /** Returns the results of the first of {@code commits}; of none when one cannot be read, or when the engine refuses the first. */
  private List<CommitResult> first(List<Json> commits) {
    List<Commit> read;
    try {
      read = commits.stream().map(Wire::commit).toList();
    } catch (IllegalArgumentException e) {
      return List.of();
    }
    try {
      return backend.commitInOrder(read);
    } catch (StoreException.UnknownOutcome e) {
      throw e; // of each
    } catch (StoreException e) {
      return List.of(); // nothing was written
    } catch (RuntimeException e) { // no engine throws that, so nobody knows what was written
      throw new StoreException.UnknownOutcome("the engine failed: " + e, e);
    }
  }

  private static Json within(AtomicLong room, Json response) {
    return room.addAndGet(-response.size()) < 0 && isRetry(response) ? AGAIN : response;
  }

  private static boolean isRetry(Json response) {
    var tagged = Tagged.read(response);
    return tagged.kind().equals("answer") && Tagged.read(tagged.value()).kind().equals("AlreadyCommitted");
  }
}
