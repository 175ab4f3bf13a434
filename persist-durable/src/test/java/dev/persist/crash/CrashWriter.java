package dev.persist.crash;

import dev.persist.Commit;
import dev.persist.CommitId;
import dev.persist.CommitResult;
import dev.persist.CommitResult.AlreadyCommitted;
import dev.persist.CommitResult.Committed;
import dev.persist.Event;
import dev.persist.Json;
import dev.persist.NewEvent;
import dev.persist.Persist;
import dev.persist.StoreException.UnknownOutcome;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Writes to a store as fast as it can until it is killed, and says on standard output what was acknowledged: the program
 * that {@link CrashCycles} kills.
 *
 * <p>Each line is {@code label stream/seq/digest… .}; the dot tells a whole line from one that the kill cut. A label is
 * {@code cycle.writer.number}: a writer's commits are one after the other, so at most one of each that has an id is in doubt: the one
 * that the kill cut short. A commit whose outcome is unknown to the writer is tried again if it has an id.
 */
public final class CrashWriter {
  static final List<String> STREAMS = List.of("shared", "guarded", "ids", "left", "right", "all", "cut");
  private static final int WRITERS = 8;
  private static final int KEPT = 50;

  private final Persist store;
  private final int cycle;

  private CrashWriter(Persist store, int cycle) {
    this.store = store;
    this.cycle = cycle;
  }

  /** Takes the URL, and the number of this run. */
  public static void main(String[] args) {
    say("opening");
    var store = Persist.open(args[0]);
    var writer = new CrashWriter(store, Integer.parseInt(args[1]));
    say("open");
    for (var i = 0; i < WRITERS; i++) {
      var number = i;
      Thread.ofPlatform().start(() -> writer.write(number));
    }
  }

  private void write(int writer) {
    try {
      for (var n = 0;; n++) {
        var label = cycle + "." + writer + "." + n;
        var commit = switch (writer) {
          case 0, 1 -> batch(label, 1 + n % 3);
          case 2, 3 -> guarded(label);
          case 4, 5 -> once(label);
          case 6 -> everywhere(label, cycle + "." + writer + "." + (n - 1));
          default -> cutting(label, n % 10 == 9);
        };
        written(commit).ifPresent(
            events -> say(label + events.stream().map(CrashWriter::line).collect(Collectors.joining(" ", " ", " ."))));
      }
    } catch (RuntimeException e) {
      e.printStackTrace();
      Runtime.getRuntime().halt(1);
    }
  }

  /** Returns what {@code commit} wrote, if it is known to have. */
  private Optional<List<Event>> written(Commit commit) {
    do {
      try {
        CommitResult result = store.commit(commit);
        return switch (result) {
          case Committed(var events) -> Optional.of(events);
          case AlreadyCommitted(var events) -> Optional.of(events);
          default -> Optional.empty();
        };
      } catch (UnknownOutcome e) {
        // It is tried again, or counts as not acknowledged.
      }
    } while (commit.id().isPresent());
    return Optional.empty();
  }

  private static Commit batch(String label, int events) {
    var commit = Commit.builder();
    IntStream.range(0, events).forEach(part -> commit.append("shared", event(label, events)));
    return commit.build();
  }

  private Commit guarded(String label) {
    return Commit.builder()
        .streamAt("guarded", store.log().lastSeq("guarded"))
        .append("guarded", event(label, 1))
        .build();
  }

  /** The commit that appends the one event {@code label} to the stream "ids", whenever it is tried. */
  public static Commit once(String label) {
    return Commit.builder().id(id("ids", label)).append("ids", event(label, 1)).build();
  }

  /** Both facets and every kind of op but truncation; keeps one key, that of the writer's newest such commit. */
  private static Commit everywhere(String label, String before) {
    return Commit.builder()
        .id(id("left", label))
        .append("left", event(label, 2))
        .append("right", event(label, 2))
        .link("all")
        .put("newest/" + label, Json.of(label))
        .delete("newest/" + before)
        .build();
  }

  private Commit cutting(String label, boolean truncate) {
    var through = Math.max(0, store.log().lastSeq("cut") - KEPT);
    var data = Map.of("commit", label, "parts", 1, "fill", "x".repeat(4000), "through", truncate ? through : 0);
    var commit = Commit.builder().append("cut", NewEvent.of("written", Instant.EPOCH, data));
    return (truncate ? commit.truncate("cut", through) : commit).build();
  }

  static CommitId id(String stream, String label) {
    return CommitId.of(stream, label, Json.of(label));
  }

  private static NewEvent event(String label, int parts) {
    var data = Map.of("commit", label, "parts", parts, "fill", "y".repeat(200), "through", 0);
    return NewEvent.of("written", Instant.EPOCH, data);
  }

  /** The place and the content of {@code event}, without white space. */
  static String line(Event event) {
    return event.stream() + "/" + event.seq() + "/" + event.type() + "/" + event.data().digest();
  }

  private static synchronized void say(String line) {
    System.out.println(line);
    System.out.flush();
  }
}
