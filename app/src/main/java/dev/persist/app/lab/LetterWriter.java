package dev.persist.app.lab;

import dev.persist.NewEvent;
import dev.persist.Persist;
import dev.persist.feed.Runner;
import dev.persist.feed.RunnerState;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;

/** A process that writes a letter for each payment, as a runner of a subscription, until it is killed. */
public final class LetterWriter {
  /** The stream of the letters. */
  static final String LETTERS = "letters";

  private LetterWriter() {}

  /** Takes the URL of a store, the length of the lease in milliseconds, and the number of the letter at which to wait for a sign. */
  public static void main(String[] args) throws Exception {
    var sign = new CountDownLatch(1);
    Parent.live(sign::countDown);
    var holdAt = Integer.parseInt(args[2]);
    var letter = new int[1];
    try (var store = Persist.open(args[0]);
        var runner = runner(store, "first", Duration.ofMillis(Long.parseLong(args[1])), order -> {
          Parent.say("writes " + order);
          if (++letter[0] == holdAt) {
            Parent.say("holds");
            sign.await();
          }
        }, Parent::say)) {
      runner.run();
    }
  }

  /** What is done before a letter is written. */
  interface Pause {
    /** Does it, for the letter about {@code order}. */
    void before(String order) throws Exception;
  }

  /** Returns the runner {@code name}, which says what becomes of it. */
  static Runner runner(Persist store, String name, Duration lease, Pause pause, Consumer<String> says) {
    return store.subscription(LETTERS, "ledger").each(InstantSource.system(), (event, commit) -> {
      if (event.type().equals("paid")) {
        pause.before(event.stream());
        commit.append(LETTERS, NewEvent.of("written", event.at(), Map.of("order", event.stream(), "by", name)));
      }
    }).leasing(lease).listening(state -> says.accept(switch (state) {
      case RunnerState.Running running -> "has the lease";
      case RunnerState.StandingBy standing -> "stands by";
      case RunnerState.Lost lost -> "has lost the lease";
      case RunnerState other -> "is " + other;
    }));
  }
}
