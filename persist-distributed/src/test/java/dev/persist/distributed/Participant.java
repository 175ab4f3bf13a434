package dev.persist.distributed;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.persist.Json;
import dev.persist.Persist;
import dev.persist.StoreException;
import dev.persist.conformance.Call;
import dev.persist.conformance.Client;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.util.ArrayList;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * One of several processes whose clients ask one store about registers. It says each call before it is made and each answer
 * as it comes, so that a process that is killed has said what it did.
 */
final class Participant {
  /** What it says when it is ready for registers. */
  static final String READY = "ready";

  /** Ends all else that it says, which tells a whole line from one that was cut when the process was killed. */
  static final String END = " .";

  private static final int CLIENTS = 3;

  private Participant() {}

  /**
   * A call, its answer, and when it was made and answered, by the clock that all processes of a machine share.
   *
   * @param answer empty when there is none yet, or never will be
   */
  record Said(Call call, Optional<String> answer, long called, long returned) {}

  /** Takes the URL and a name. Asks about the registers that a line of its input names, until the next line. */
  public static void main(String[] args) throws Exception {
    try (var store = Persist.open(args[0])) {
      var input = new BufferedReader(new InputStreamReader(System.in, UTF_8));
      System.out.println(READY);
      for (var registers = input.readLine(); registers != null; registers = input.readLine()) {
        var stop = new AtomicBoolean();
        var clients = new ArrayList<Thread>();
        for (var i = 0; i < CLIENTS; i++) {
          var client = new Client(args[1] + "." + registers + "." + i, registers);
          clients.add(Thread.ofPlatform().start(() -> ask(store, client, stop)));
        }
        input.readLine();
        stop.set(true);
        for (var client : clients) {
          client.join();
        }
        System.out.println(READY);
      }
    }
  }

  private static void ask(Persist store, Client client, AtomicBoolean stop) {
    try {
      while (!stop.get()) {
        var call = client.next();
        var called = System.nanoTime();
        say(new Said(call, Optional.empty(), called, 0));
        try {
          var answer = client.ask(store, call);
          say(new Said(call, Optional.of(answer), called, System.nanoTime()));
        } catch (StoreException.UnknownOutcome | StoreException.Unavailable e) {
          // It has no answer.
        }
      }
    } catch (RuntimeException e) {
      e.printStackTrace();
      Runtime.getRuntime().halt(1);
    }
  }

  private static void say(Said said) {
    System.out.println(Json.of(said) + END);
  }
}
