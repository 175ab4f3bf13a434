package dev.persist.distributed;

import dev.persist.Json;
import dev.persist.Persist;
import dev.persist.StoreException;
import dev.persist.conformance.Call;
import dev.persist.conformance.Client;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

/** One of several processes whose clients ask one store about registers, and say what they were answered and when. */
final class Participant {
  private static final int CLIENTS = 3;

  private Participant() {}

  /**
   * A call, its answer, and when it was made and answered, by the clock that all processes of a machine share.
   *
   * @param answer empty when the outcome was unknown
   */
  record Answered(Call call, Optional<String> answer, long called, long returned) {}

  /** Takes the URL, a name, and the registers. Asks until its input ends. */
  public static void main(String[] args) throws Exception {
    try (var store = Persist.open(args[0])) {
      System.out.println("ready");
      System.in.read();
      var stop = new CountDownLatch(1);
      var done = new CountDownLatch(CLIENTS);
      for (var i = 0; i < CLIENTS; i++) {
        var client = new Client(args[1] + "." + i, args[2]);
        Thread.ofPlatform().start(() -> {
          var lines = ask(store, client, stop);
          synchronized (Participant.class) {
            lines.forEach(line -> System.out.println(Json.of(line)));
          }
          done.countDown();
        });
      }
      System.in.read();
      stop.countDown();
      done.await();
    }
  }

  private static List<Answered> ask(Persist store, Client client, CountDownLatch stop) {
    var answered = new ArrayList<Answered>();
    while (stop.getCount() > 0) {
      var call = client.next();
      var called = System.nanoTime();
      Optional<String> answer;
      try {
        answer = Optional.of(client.ask(store, call));
      } catch (StoreException.UnknownOutcome | StoreException.Unavailable e) {
        answer = Optional.empty();
      }
      answered.add(new Answered(call, answer, called, System.nanoTime()));
    }
    return answered;
  }
}
