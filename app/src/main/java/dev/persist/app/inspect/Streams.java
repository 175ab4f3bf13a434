package dev.persist.app.inspect;

import dev.persist.Event;
import dev.persist.Persist;
import dev.persist.app.operation.StreamNames;
import dev.persist.app.web.Answers;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which streams there are, and what is in them, page by page. Safe for use by any thread. */
public final class Streams {
  /** A stream, and its last seq. */
  public record Head(String stream, long seq) {}

  /**
   * A page of streams.
   *
   * @param next after which stream the next page begins; null when there is none
   */
  public record Heads(List<Head> streams, @Nullable Object next) {}

  /**
   * A page of events.
   *
   * @param next with which seq the next page begins; null when there is none
   */
  public record Events(List<Event> events, @Nullable Object next) {}

  private final Persist store;

  @Inject
  Streams(Persist store) {
    this.store = store;
  }

  /** Returns the first {@code limit} streams after {@code after} whose names start with {@code prefix}. */
  public Heads heads(String prefix, String after, int limit) {
    var page = Answers.Page.of(StreamNames.of(store, prefix, after), limit, last -> last);
    return new Heads(page.entries().stream().map(name -> new Head(name, store.log().lastSeq(name))).toList(),
        page.next());
  }

  /** Returns the first {@code limit} events of {@code stream} from seq {@code from} on. */
  public Events events(String stream, long from, int limit) {
    var page = Answers.Page.of(store.log().readWithArchive(stream, from), limit, last -> last.seq() + 1);
    return new Events(page.entries(), page.next());
  }

  /**
   * Returns the seq of the last event of {@code stream} that happened at {@code at} or before; 0 when none did. Looks at few events, and
   * relies on their times: where these are not in the order of the events, it returns one of the places at which a time up to {@code at}
   * is followed by a later one.
   */
  public long seqAt(String stream, Instant at) {
    var low = 0L;
    var high = store.log().lastSeq(stream);
    while (low < high) {
      var middle = low + (high - low + 1) / 2;
      if (isAfter(stream, middle, at)) {
        high = middle - 1;
      } else {
        low = middle;
      }
    }
    return low;
  }

  /** An event that is not stored any more came before those that are. */
  private boolean isAfter(String stream, long seq, Instant at) {
    return store.log()
        .readBetween(stream, seq, seq)
        .findFirst()
        .or(() -> store.log().readWithArchive(stream, seq).findFirst().filter(event -> event.seq() == seq))
        .filter(event -> event.at().isAfter(at))
        .isPresent();
  }
}
