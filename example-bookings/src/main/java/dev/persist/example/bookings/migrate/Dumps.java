package dev.persist.example.bookings.migrate;

import dev.persist.example.bookings.Bookings;
import dev.persist.example.bookings.before.Bookings.Dump;
import dev.persist.example.bookings.domain.Roster;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

/** The way back: a dump of the new version for the old version, which forgets everything at a restart. */
public final class Dumps {
  private Dumps() {}

  /**
   * Returns the dump of {@code bookings} as of now, which is {@code at}. Nothing may change it during the call.
   *
   * @throws IllegalStateException when there is something that the old version cannot hold: a hold, or an actor who
   *     waits
   */
  public static Map<String, Dump> of(Bookings bookings, Instant at) {
    var dump = new TreeMap<String, Dump>();
    bookings.occurrences().forEach(occurrence -> {
      var roster = bookings.roster(occurrence).value().settled(at);
      requireHeldByOld(occurrence, roster);
      dump.put(occurrence, new Dump(roster.title(), roster.capacity(), actors(roster)));
    });
    return dump;
  }

  /** Returns who has which seat of {@code roster}, as the old version keeps it: in the order of the seats. */
  static Map<Integer, String> actors(Roster roster) {
    var actors = new TreeMap<Integer, String>();
    roster.seats().forEach((actor, seat) -> actors.put(seat, actor));
    return actors;
  }

  private static void requireHeldByOld(String occurrence, Roster roster) {
    if (!roster.holds().isEmpty() || !roster.waiting().isEmpty()) {
      throw new IllegalStateException("\"" + occurrence + "\" has the holds " + roster.holds().values()
          + " and the waiting list " + roster.waiting() + "; the old version can keep neither, so cancel them");
    }
  }
}
