package dev.persist.example.acl;

import dev.persist.Persist;
import dev.persist.example.acl.domain.GrantEvent.Granted;
import java.time.Instant;

/** Makes a few calls and prints the answers. The first argument is the URL of a store; without one it is in memory. */
final class Demo {
  private Demo() {}

  public static void main(String[] args) {
    try (var store = Persist.open(args.length == 0 ? "memory:" : args[0])) {
      var acl = new AccessControl(store);
      var now = Instant.now();
      System.out.println(acl.grant("report", new Granted("ann", "hr", "works here"), now));
      System.out.println(acl.can("report", "ann", now));
      System.out.println(acl.can("report", "bob", now));
      acl.history("report", 1).forEach(System.out::println);
    }
  }
}
