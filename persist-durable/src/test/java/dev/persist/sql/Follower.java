package dev.persist.sql;

import dev.persist.Commit;
import dev.persist.CommitResult.Committed;
import dev.persist.NewEvent;
import dev.persist.Persist;
import java.time.Duration;
import java.time.Instant;

/** One of several processes that write to the same streams, and follow the order of all that is written. */
final class Follower {
  private static final Duration LONG = Duration.ofMinutes(1);

  private Follower() {}

  /** Takes the URL, a name, how many events to write, and how many there will be. Says each event as it comes. */
  public static void main(String[] args) throws Exception {
    try (var store = Persist.open(args[0])) {
      System.out.println("ready");
      System.in.read();
      var writing = Thread.ofPlatform().start(() -> write(store, args[1], Integer.parseInt(args[2])));
      follow(store, Long.parseLong(args[3]));
      writing.join();
    }
  }

  private static void write(Persist store, String name, int events) {
    for (var i = 0; i < events; i++) {
      var event = NewEvent.of("x", Instant.EPOCH, name + "." + i);
      var result = store.commit(Commit.builder().append("shared/" + i % 3, event).global().build());
      if (!(result instanceof Committed)) {
        throw new IllegalStateException("an append without a guard gave " + result);
      }
    }
  }

  private static void follow(Persist store, long last) throws InterruptedException {
    var seen = 0L;
    for (var next = 1L; next <= last;) {
      var now = store.awaitChange(seen, LONG);
      if (now == seen) {
        throw new IllegalStateException("no change is signalled, yet events are missing from " + next + " on");
      }
      seen = now;
      for (var linked : store.log().global().readFrom(next).toList()) {
        System.out.println(linked);
        next++;
      }
    }
  }
}
