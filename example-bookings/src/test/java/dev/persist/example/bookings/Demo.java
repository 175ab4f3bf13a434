package dev.persist.example.bookings;

import dev.persist.Persist;
import java.time.Instant;

/** Makes a few calls and prints the answers. The first argument is the URL of a store; without one it is in memory. */
final class Demo {
  private Demo() {}

  public static void main(String[] args) {
    try (var store = Persist.open(args.length == 0 ? "memory:" : args[0])) {
      var bookings = new Bookings(store);
      var now = Instant.now();
      System.out.println(bookings.open("talk", "A talk", 1, now));
      System.out.println(bookings.book("talk", "ann", now));
      System.out.println(bookings.book("talk", "bob", now));
      System.out.println(bookings.roster("talk"));
    }
  }
}
