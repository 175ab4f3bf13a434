package dev.persist.example.bookings.migrate;

import dev.persist.Commit;
import dev.persist.Json;
import dev.persist.example.bookings.Bookings;
import dev.persist.example.bookings.before.Bookings.Dump;
import dev.persist.example.bookings.domain.BookingEvent.Booked;
import dev.persist.example.bookings.domain.BookingEvent.Imported;
import dev.persist.migrate.Genesis.Opening;
import java.time.Instant;
import java.util.HashSet;
import java.util.Map;
import java.util.stream.Stream;

/** Turns what the old version holds into the first events of the new version. */
public final class Openings {
  private Openings() {}

  /**
   * Returns one opening for each occurrence of {@code dump}, dated {@code at}. Seats keep their numbers, also where
   * more seats are taken than there are.
   *
   * @throws IllegalArgumentException when one opening would be refused, or an actor has two seats; thrown before any is
   *     written
   */
  public static Stream<Opening> of(Map<String, Dump> dump, Instant at) {
    return dump.entrySet().stream().map(each -> opening(each.getKey(), each.getValue(), at)).toList().stream();
  }

  private static void requireOneSeatEach(String occurrence, Dump dump) {
    var seen = new HashSet<String>();
    dump.actors().forEach((seat, actor) -> {
      if (!seen.add(actor)) {
        throw new IllegalArgumentException("\"" + actor + "\" has seat " + seat + " of \"" + occurrence
            + "\" and another one; cancel one in the old version, then import again");
      }
    });
  }

  private static Opening opening(String occurrence, Dump dump, Instant at) {
    requireOneSeatEach(occurrence, dump);
    var stream = Bookings.stream(occurrence);
    var booked = dump.actors().entrySet().stream().map(seat -> new Booked(seat.getValue(), seat.getKey())).toList();
    var imported = Bookings.TYPES.write(new Imported(dump.title(), dump.capacity(), booked), at);
    var opening = new Opening(stream, Json.of(dump), commit -> commit.append(stream, imported));
    requireWithinLimits(occurrence, opening);
    return opening;
  }

  private static void requireWithinLimits(String occurrence, Opening opening) {
    try {
      opening.events().apply(Commit.builder()).build();
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("\"" + occurrence + "\" cannot be opened: " + e.getMessage(), e);
    }
  }
}
