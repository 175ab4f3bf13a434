package dev.persist.spi;

import dev.persist.Entry;
import dev.persist.Event;
import dev.persist.Json;
import java.util.Iterator;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The parts that the contents of a store consist of. */
public sealed interface Part {
  /** Begins a stream, whose events follow. */
  record Stream(StreamHead head) implements Part {}

  /** An event. */
  record Stored(Event event) implements Part {}

  /** What a commit with an id wrote. */
  record Remembered(Outcome outcome) implements Part {}

  /** A key and its value. */
  record Value(Entry<Json> entry) implements Part {}

  /**
   * Hands over all parts of {@code contents}: each stream and its events, then outcomes, then values.
   *
   * @param use is given each part
   * @param problem is told what is wrong with the events of a stream: some are missing, or should not be there
   */
  static void each(Contents contents, Consumer<Part> use, Consumer<String> problem) {
    new Walk(contents, use, problem).walk();
  }

  /** A walk through contents. */
  final class Walk {
    private final Contents contents;
    private final Consumer<Part> use;
    private final Consumer<String> problem;
    private final Iterator<Event> events;
    private @Nullable Event next;

    private Walk(Contents contents, Consumer<Part> use, Consumer<String> problem) {
      this.contents = contents;
      this.use = use;
      this.problem = problem;
      this.events = contents.events().iterator();
      turn();
    }

    private void walk() {
      contents.streams().forEach(head -> {
        orphans(head.stream());
        use.accept(new Stream(head));
        events(head);
      });
      orphans(null);
      contents.outcomes().map(Remembered::new).forEach(use);
      contents.entries().map(Value::new).forEach(use);
    }

    private void turn() {
      next = events.hasNext() ? events.next() : null;
    }

    private void events(StreamHead head) {
      var expected = head.truncated() + 1;
      for (var event = next; event != null && event.stream().equals(head.stream()); event = next) {
        if (event.seq() < expected || event.seq() > head.lastSeq()) {
          problem.accept(
              "event " + event.seq() + " of stream \"" + head.stream() + "\" is stored, though the stream holds "
                  + "events " + (head.truncated() + 1) + " to " + head.lastSeq());
        } else {
          missing(head.stream(), expected, event.seq());
          expected = event.seq() + 1;
          use.accept(new Stored(event));
        }
        turn();
      }
      missing(head.stream(), expected, head.lastSeq() + 1);
    }

    private void missing(String stream, long from, long to) {
      if (from < to) {
        problem.accept("stream \"" + stream + "\" misses its events " + from + " to " + (to - 1));
      }
    }

    /** Reports the events of streams before {@code stream}, of all that follow when it is null: those have no head. */
    private void orphans(@Nullable String stream) {
      for (var event = next; event != null
          && (stream == null || NameOrder.BY_CODE_POINT.compare(event.stream(), stream) < 0); event = next) {
        problem.accept(
            "event " + event.seq() + " of stream \"" + event.stream() + "\" is stored, though there is no such stream");
        turn();
      }
    }
  }
}
