package dev.persist.sql;

import dev.persist.Json;
import dev.persist.Persist;
import dev.persist.conformance.Call;
import dev.persist.conformance.Client;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** One of several processes whose clients ask one store about one register, and say what they were answered and when. */
final class Participant {
  private static final int CLIENTS = 4;

  private Participant() {}

  /** A call, its answer, and when it was made and answered, by the clock that all processes of a machine share. */
  record Answered(Call call, String answer, long called, long returned) {}

  /** Takes the URL, a name, the register, and how many calls each client makes. */
  public static void main(String[] args) throws Exception {
    try (var store = Persist.open(args[0])) {
      System.out.println("ready");
      System.in.read();
      var done = new CountDownLatch(CLIENTS);
      for (var i = 0; i < CLIENTS; i++) {
        var client = new Client(args[1] + "." + i, args[2]);
        Thread.ofPlatform().start(() -> {
          var lines = ask(store, client, Integer.parseInt(args[3]));
          synchronized (Participant.class) {
            lines.forEach(line -> System.out.println(Json.of(line)));
          }
          done.countDown();
        });
      }
      done.await();
    }
  }

  private static List<Answered> ask(Persist store, Client client, int calls) {
    var answered = new ArrayList<Answered>();
    for (var i = 0; i < calls; i++) {
      var call = client.next();
      var called = System.nanoTime();
      var answer = client.ask(store, call);
      answered.add(new Answered(call, answer, called, System.nanoTime()));
    }
    return answered;
  }
}
