package dev.persist.benchmarks;

import dev.persist.NewEvent;
import dev.persist.log.EventLog;
import dev.persist.view.Projection;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.SplittableRandom;

/**
 * The event that is appended and folded.
 *
 * @param note makes up the size; random text, so that compression does not take it away again
 */
record Sale(String customer, long cents, String note) {
  /** What an event that says so is called. */
  static final String TYPE = "sold";

  static final Projection<Total> TOTAL = new Projection<>(
      new Total(0, 0), (total, event) -> total.plus(event.data().as(Sale.class)));

  /** The event that is appended one at a time, of 200 bytes. */
  static final NewEvent ONE = event(1, 200);

  private static final int FIELD_BYTES = 45;
  private static final int AT_ONCE = 1000;

  /** What a stream of sales comes to. */
  record Total(long sales, long cents) {
    Total plus(Sale sale) {
      return new Total(sales + 1, cents + sale.cents);
    }
  }

  /** Returns the {@code number}th sale, as an event of about {@code bytes} bytes. */
  static NewEvent event(int number, int bytes) {
    var noise = new byte[(bytes - FIELD_BYTES) * 3 / 4];
    new SplittableRandom(number).nextBytes(noise);
    var note = Base64.getEncoder().encodeToString(noise);
    return NewEvent.of(TYPE, Instant.EPOCH.plusSeconds(number), new Sale("c" + number % 1000, number % 10_000, note));
  }

  /** Appends {@code count} sales of about {@code bytes} bytes each. */
  static void append(EventLog log, String stream, int count, int bytes) {
    for (var from = 0; from < count; from += AT_ONCE) {
      List<NewEvent> events = new ArrayList<>();
      for (var number = from; number < Math.min(count, from + AT_ONCE); number++) {
        events.add(event(number, bytes));
      }
      log.append(stream, events);
    }
  }
}
