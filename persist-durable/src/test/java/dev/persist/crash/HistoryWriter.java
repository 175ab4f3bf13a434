package dev.persist.crash;

import dev.persist.Json;
import dev.persist.Persist;
import dev.persist.conformance.Client;

/**
 * Lets clients ask a store about one register until it is killed, and says on standard output each call before it is
 * made and each answer after it was given: the program that {@link CrashHistory} kills.
 *
 * <p>The lines, {@code client call .} and {@code client answer .}, alternate for each client; their order is an order
 * in time. The dot tells a whole line from one that the kill cut.
 */
public final class HistoryWriter {
  private static final int CLIENTS = 8;

  private HistoryWriter() {}

  /** Takes the URL, the number of this run, and the register. */
  public static void main(String[] args) {
    var store = Persist.open(args[0]);
    for (var i = 0; i < CLIENTS; i++) {
      var name = args[1] + "." + i;
      Thread.ofPlatform().start(() -> ask(store, name, new Client(name, args[2])));
    }
  }

  private static void ask(Persist store, String name, Client client) {
    try {
      while (true) {
        var call = client.next();
        say(name, Json.of(call));
        say(name, Json.of(client.ask(store, call)));
      }
    } catch (RuntimeException e) {
      e.printStackTrace();
      Runtime.getRuntime().halt(1);
    }
  }

  private static synchronized void say(String name, Json what) {
    System.out.println(name + " " + what + " .");
    System.out.flush();
  }
}
