package dev.persist.transport;

import dev.persist.Commit;
import dev.persist.Json;
import dev.persist.spi.Canonical;
import dev.persist.spi.Link;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * One call of an engine, as a value. It travels in its JSON form, {@code {"op":"read","args":["orders",1,200]}}.
 *
 * @param op the name of the call
 * @param args the arguments of the call, in order
 */
public record Request(String op, List<Json> args) {
  /** Copies the list. */
  public Request {
    args = List.copyOf(args);
  }

  /** Asks to write {@code commit}. */
  public static Request commit(Commit commit) {
    return of("commit", Wire.write(commit));
  }

  /** Asks to write {@code commits}, each as if it came by itself. The answer has a response for each. */
  static Request commits(List<Json> commits) {
    return new Request("commits", commits);
  }

  /** Asks to write {@code commits} as {@link dev.persist.spi.Backend#commitInOrder} does. */
  static Request commitInOrder(List<Json> commits) {
    return new Request("commit-in-order", commits);
  }

  /** Asks what the commit named {@code key} on {@code stream} wrote. */
  public static Request outcome(String stream, String key) {
    return of("outcome", stream, key);
  }

  /** Asks for at most {@code limit} events of {@code stream} from {@code fromSeq} on. */
  public static Request read(String stream, long fromSeq, int limit) {
    return of("read", stream, fromSeq, limit);
  }

  /** Asks for the events that {@code links} point to. */
  public static Request follow(List<Link> links) {
    return of("follow", links);
  }

  /** Asks for the last seq of {@code stream}. */
  public static Request lastSeq(String stream) {
    return of("last-seq", stream);
  }

  /** Asks for at most {@code limit} streams after {@code after}. */
  public static Request streams(String after, int limit) {
    return of("streams", after, limit);
  }

  /** Asks for the value of {@code key}. */
  public static Request get(String key) {
    return of("kv-get", key);
  }

  /** Asks for a page of at most {@code limit} entries whose keys start with {@code prefix} and come after {@code after}. */
  public static Request entries(String prefix, String after, int limit) {
    return of("kv-entries", prefix, after, limit);
  }

  /** Asks for an answer as soon as something is committed, or after {@code atMost}. */
  public static Request awaitChange(long seen, Duration atMost) {
    return of("await-change", seen, TimeUnit.MILLISECONDS.convert(atMost));
  }

  /** Returns its JSON form. */
  Json json() {
    return Canonical.object(Map.of("args", Canonical.array(args), "op", Canonical.text(op)));
  }

  /**
   * Reads what {@link #json} returned.
   *
   * @throws IllegalArgumentException when {@code json} is no request
   */
  static Request read(Json json) {
    var fields = Canonical.fields(json);
    var op = fields.get("op");
    var args = fields.get("args");
    if (op == null || args == null) {
      throw new IllegalArgumentException("a request has the fields op and args, and this one has " + fields.keySet());
    }
    return new Request(op.as(String.class), Canonical.elements(args));
  }

  <T> T arg(int index, Class<T> type) {
    if (index >= args.size()) {
      throw new IllegalArgumentException("the request \"" + op + "\" has " + args.size() + " arguments; it needs more");
    }
    return args.get(index).as(type);
  }

  int limit(int index) {
    var limit = arg(index, Integer.class);
    if (limit < 1) {
      throw new IllegalArgumentException("the request \"" + op + "\" has the limit " + limit + "; ask for 1 or more");
    }
    return limit;
  }

  private static Request of(String op, Object... args) {
    return new Request(op, Stream.of(args).map(Json::of).toList());
  }
}
