package dev.persist.conformance;

import static dev.persist.conformance.DecidedAssert.assertDecided;
import static org.assertj.core.api.Assertions.assertThat;

import dev.persist.Commit;
import dev.persist.CommitResult;
import dev.persist.Persist;
import dev.persist.decide.Decided;
import dev.persist.decide.Decider;
import dev.persist.decide.Verdict;
import dev.persist.log.EventTypes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;

/** Callers that wait for each other for their turn on one stream, which a test holds up. */
abstract class TurnSuite extends Suite {
  sealed interface Speech {
    record Said(String by) implements Speech {}
  }

  static final EventTypes<Speech> TYPES = EventTypes.of(Speech.class);
  static final Duration SOON = Duration.ofSeconds(30);

  /** The chains that were sent. */
  final List<List<Commit>> sent = new CopyOnWriteArrayList<>();

  /** What was folded. */
  final List<String> folded = new CopyOnWriteArrayList<>();

  final CountDownLatch first = new CountDownLatch(1);
  volatile Runnable beforeEach = () -> {};
  volatile UnaryOperator<List<Commit>> tried = commits -> commits;
  volatile UnaryOperator<List<CommitResult>> answer = results -> results;
  Decider<List<String>, Speech> decider;

  TurnSuite(ConformanceKit kit) {
    super(kit);
  }

  @BeforeEach
  final void newDecider() {
    decider = new Decider<>(Persist.over(new DelegatingBackend(backend) {
      @Override
      public List<CommitResult> commitInOrder(List<Commit> commits) {
        sent.add(commits);
        if (sent.size() == 1) {
          uninterrupted(first);
        }
        beforeEach.run();
        return answer.apply(backend.commitInOrder(tried.apply(commits)));
      }
    }), TYPES, List.of(), this::evolve);
  }

  List<String> evolve(List<String> said, Speech event) {
    if (!(event instanceof Speech.Said(var by))) {
      throw new IllegalStateException("no other kind");
    }
    if (by.equals("what cannot be folded")) {
      throw new IllegalStateException(by);
    }
    folded.add(by);
    var after = new ArrayList<>(said);
    after.add(by);
    return List.copyOf(after);
  }

  static void uninterrupted(CountDownLatch latch) {
    try {
      assertThat(latch.await(SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A caller that is at work, or waits. */
  record Caller<T>(FutureTask<T> task) {
    T get() throws Exception {
      return task.get(SOON.toSeconds(), TimeUnit.SECONDS);
    }
  }

  /** Starts a caller, and returns once it sends, the first, or waits for those before it. */
  <T> Caller<T> waiting(Callable<T> call) {
    var task = new FutureTask<>(call);
    var isFirst = sent.isEmpty();
    var thread = Thread.ofPlatform().daemon().start(task);
    while (thread.isAlive() && (isFirst ? sent.isEmpty() : thread.getState() != Thread.State.WAITING)) {
      Thread.onSpinWait();
    }
    return new Caller<>(task);
  }

  Caller<Decided<List<String>, String>> says(String who) {
    return decides(said -> Verdict.of(String.join(" ", said), new Speech.Said(who)));
  }

  Caller<Decided<List<String>, String>> decides(
      Function<List<String>, ? extends Verdict<? extends Speech, String>> decide) {
    return waiting(() -> decider.on("s").decide(AT, decide));
  }

  static String result(Caller<Decided<List<String>, String>> caller) throws Exception {
    return assertDecided(caller.get()).now().result();
  }

  List<String> said() {
    return log().read("s").map(TYPES::read).map(event -> ((Speech.Said) event).by()).toList();
  }
}
