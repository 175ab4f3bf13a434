package dev.persist.example.bookings;

import dev.persist.example.bookings.domain.BookingOutcome;
import java.time.Instant;
import java.util.SplittableRandom;

/**
 * A command on the one occurrence of a run, drawn at random. The times of a caller go on by a second for each command, and
 * now and then back.
 */
record Drawn(Kind kind, String actor, int capacity, Instant until, Instant at) {
  static final String OCCURRENCE = "talk";

  enum Kind {
    OPEN, BOOK, JOIN, HOLD, CANCEL, RELEASE, SETTLE
  }

  /** Draws command {@code n} of {@code caller}, who has actors of its own; the first one opens. */
  static Drawn of(long seed, int caller, int n) {
    var random = new SplittableRandom((seed * 31 + caller) * 1_000_003 + n);
    var at = Instant.EPOCH.plusSeconds(random.nextInt(4) == 0 ? Math.max(0, n - random.nextInt(15)) : n);
    return new Drawn(
        n == 0 ? Kind.OPEN : kind(random.nextInt(20)),
        "actor-" + caller + "-" + random.nextInt(6),
        1 + random.nextInt(5),
        at.plusSeconds(1 + random.nextInt(20)),
        at);
  }

  private static Kind kind(int drawn) {
    return switch (drawn) {
      case 0 -> Kind.OPEN;
      case 1 -> Kind.SETTLE;
      case 2, 3, 4, 5 -> Kind.BOOK;
      case 6, 7, 8, 9, 10 -> Kind.JOIN;
      case 11, 12, 13, 14 -> Kind.HOLD;
      case 15 -> Kind.RELEASE;
      default -> Kind.CANCEL;
    };
  }

  BookingOutcome on(Bookings bookings) {
    return switch (kind) {
      case OPEN -> bookings.open(OCCURRENCE, "A talk", capacity, at);
      case BOOK -> bookings.book(OCCURRENCE, actor, at);
      case JOIN -> bookings.join(OCCURRENCE, actor, at);
      case HOLD -> bookings.hold(OCCURRENCE, actor, until, at);
      case CANCEL -> bookings.cancel(OCCURRENCE, actor, at);
      case RELEASE -> bookings.release(OCCURRENCE, actor, at);
      case SETTLE -> bookings.settle(OCCURRENCE, at);
    };
  }
}
