package dev.persist.conformance;

import dev.persist.Commit;
import dev.persist.Event;
import dev.persist.Json;
import dev.persist.NewEvent;
import dev.persist.feed.Runner;
import dev.persist.feed.Subscription;
import java.util.List;
import java.util.stream.LongStream;

/** A subscription whose effect is an event in the stream "seen" for each event it is handed, save bad ones. */
abstract class CopyingSuite extends Suite {
  final TestClock clock = new TestClock();

  CopyingSuite(ConformanceKit kit) {
    super(kit);
  }

  static final Subscription.EachEvent IDLE = (event, commit) -> {
  };

  /** Its effect: an event in the stream "seen" for each it is handed. */
  static void copy(Event event, Commit.Builder commit) {
    if (event.type().equals("bad")) {
      throw new IllegalStateException("cannot " + event.seq());
    }
    commit.append("seen", new NewEvent(event.type(), event.at(), Json.of(at(event)), Json.EMPTY));
  }

  static void copyAll(List<Event> events, Commit.Builder commit) {
    events.forEach(event -> copy(event, commit));
  }

  static String at(Event event) {
    return event.stream() + event.seq();
  }

  final List<String> seen() {
    return log().read("seen").map(event -> event.data().as(String.class)).toList();
  }

  static List<String> all(String stream, long first, long last) {
    return LongStream.rangeClosed(first, last).mapToObj(seq -> stream + seq).toList();
  }

  /** Runs it once, and gives back the lease. */
  static void catchUp(Runner runner) throws InterruptedException {
    try (runner) {
      runner.catchUp();
    }
  }

  final void copying(Subscription subscription) throws InterruptedException {
    catchUp(subscription.each(clock, CopyingSuite::copy));
  }
}
