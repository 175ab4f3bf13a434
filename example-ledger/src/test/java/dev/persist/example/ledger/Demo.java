package dev.persist.example.ledger;

import dev.persist.Persist;
import dev.persist.example.ledger.domain.Line;
import java.time.Instant;
import java.util.List;

/** Makes a few calls and prints the answers. The first argument is the URL of a store; without one it is in memory. */
final class Demo {
  private Demo() {}

  public static void main(String[] args) {
    try (var store = Persist.open(args.length == 0 ? "memory:" : args[0])) {
      var ledger = new Ledger(store);
      var now = Instant.now();
      var lines = List.of(new Line("tea", 2, 450));
      System.out.println(ledger.place("request-1", "ann", "EUR", lines, now));
      System.out.println(ledger.place("request-1", "ann", "EUR", lines, now)); // a retry
      ledger.history(Ledger.idOf("request-1")).forEach(System.out::println);
    }
  }
}
