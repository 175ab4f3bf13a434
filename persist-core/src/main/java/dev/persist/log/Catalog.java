package dev.persist.log;

import dev.persist.Limits;
import dev.persist.internal.Needs;
import dev.persist.internal.Pages;
import dev.persist.internal.Reserved;
import dev.persist.spi.Backend;
import java.util.stream.Stream;

/**
 * Lists the streams of a store, and their registered readers. A stream that was ever appended to is listed, even when all its
 * events were truncated.
 */
public final class Catalog {
  private static final String VIEW = "view";
  private static final String SUBSCRIPTION = "subscription";

  private final Backend backend;

  /** Creates the catalog of {@code backend}, which the caller closes. */
  public Catalog(Backend backend) {
    this.backend = backend;
  }

  /** Returns the streams in name order, read page by page. Leaves out the streams that persist keeps for itself. */
  public Stream<String> streams() {
    return streams("");
  }

  /** Returns the streams after {@code after} in name order. Leaves out the streams that persist keeps for itself. */
  public Stream<String> streams(String after) {
    Limits.prefix("stream", after);
    return Reserved.leaveOut(after, last -> backend.streams(last, Pages.SIZE));
  }

  /** Returns the streams in name order, including those that persist keeps for itself, such as the global order. */
  public Stream<String> streamsAll() {
    return Pages.stream(last -> backend.streams(last.orElse(""), Pages.SIZE));
  }

  /** Returns whether {@code stream} was ever appended to. False for every stream that persist keeps for itself. */
  public boolean exists(String stream) {
    return !Limits.isReserved(Limits.name("stream", stream)) && backend.lastSeq(stream) > 0;
  }

  /**
   * A view or a subscription that is registered as a reader of a stream. A view is registered by its first refresh, a
   * subscription when a runner runs it for the first time.
   *
   * @param name what it is called: {@code view NAME version VERSION} or {@code subscription NAME}
   * @param stream the stream that it reads
   * @param seq the seq of the last event of the stream that it has; no compaction drops a later one
   * @param lag how many seqs of the stream come after that
   */
  public record Reader(String name, String stream, long seq, long lag) {}

  /** Returns the registered readers of all streams. Each is as of a moment of its own. Costs a few reads for each. */
  public Stream<Reader> readers() {
    return Needs.all(backend).flatMap(read -> readersOf(read.stream(), read.kind()));
  }

  /**
   * Returns the registered views of the streams after {@code after} ("" for all), stream by stream, as {@link #readers()} does. The order
   * of the streams is always the same, though not always that of their names.
   */
  public Stream<Reader> views(String after) {
    return readers(VIEW, after);
  }

  /** Returns the registered subscriptions, as {@link #views} returns the views. */
  public Stream<Reader> subscriptions(String after) {
    return readers(SUBSCRIPTION, after);
  }

  private Stream<Reader> readers(String kind, String after) {
    return Needs.of(backend, kind, Limits.prefix("stream", after)).flatMap(read -> readersOf(read.stream(), kind));
  }

  /** Returns the registered readers of {@code stream}. Costs a read, and two for each reader. */
  public Stream<Reader> readersOf(String stream) {
    return readersOf(stream, "");
  }

  private Stream<Reader> readersOf(String stream, String kind) {
    var needs = new Needs(backend, stream);
    var registered = needs.registered().positionKeys().entrySet().stream();
    return registered.filter(each -> each.getKey().startsWith(kind)).map(each -> {
      var seq = needs.position(each.getValue());
      return new Reader(each.getKey(), stream, seq, Math.max(0, backend.lastSeq(stream) - seq));
    });
  }

  /** Returns how many streams there are; costs a pass over their names. */
  public long count() {
    return streams().count();
  }

  /** Returns how many events were ever appended, truncated ones included; costs a pass over the streams. */
  public long totalEvents() {
    return streams().mapToLong(backend::lastSeq).sum();
  }
}
