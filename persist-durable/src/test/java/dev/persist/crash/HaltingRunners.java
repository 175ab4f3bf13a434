package dev.persist.crash;

import dev.persist.Commit;
import dev.persist.CommitResult;
import dev.persist.Event;
import dev.persist.Json;
import dev.persist.Persist;
import dev.persist.conformance.DelegatingBackend;
import dev.persist.conformance.Logged;
import dev.persist.spi.Backend;
import dev.persist.spi.BackendProvider;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntUnaryOperator;

/**
 * Many subscriptions that have the same things happen to them, whose runners come to a halt at different steps: one kill
 * then is a kill at each of these steps. The program that {@link SubscriptionCrashTest} kills.
 *
 * <p>A step is a call of the store or a part of the handler; between two of them nothing happens that a kill could tell
 * apart. Events arrive meanwhile, one cannot be handled and is skipped, and time passes, so that leases are renewed.
 */
final class HaltingRunners {
  private static final Duration LEASE = Duration.ofSeconds(9);
  private static final int EARLY = 5;
  private static final int ALL = 8;
  private static final int BAD = 4;
  private static final int MOST_TURNS = 20;
  private static final int NEVER = 0;

  private final Backend backend;
  private final Path outside;
  private final PlantedInRunner bug;
  private final Instant start;

  HaltingRunners(Backend backend, Path outside, PlantedInRunner bug, Instant start) {
    this.backend = backend;
    this.outside = outside;
    this.bug = bug;
    this.start = start;
  }

  /**
   * Takes the URL, the directory of effects outside, a bug, and what time it is; further how many runners there are and the
   * greatest number of steps they take. Without these there is one for each step, and says how many that are; then says
   * how many have come to a halt, as soon as the others have ended.
   */
  public static void main(String[] args) throws Exception {
    Logged.off();
    var halting = new HaltingRunners(BackendProvider.openUrl(args[0]), Path.of(args[1]),
        PlantedInRunner.valueOf(args[2]), Instant.parse(args[3]));
    if (args.length > 4) {
      var most = Integer.parseInt(args[5]);
      say("halted " + halting.run(Integer.parseInt(args[4]), runner -> 1 + runner % most));
    } else {
      var steps = halting.countSteps();
      say("steps " + steps);
      say("halted " + halting.run(steps, runner -> runner));
    }
  }

  private static void say(String line) {
    System.out.println(line);
    System.out.flush();
  }

  /** Returns what {@code runner} runs, as anyone sees it. */
  Copying copying(int runner) {
    return new Copying(Persist.over(backend), "copy" + runner, outside);
  }

  /** Lets the runners 1 to {@code runners} go on to the end. */
  void finish(int runners) throws InterruptedException {
    run(runners, runner -> NEVER);
  }

  /** Returns how many steps there are, of a runner that does not halt. */
  private int countSteps() throws Exception {
    var steps = new Steps(copying(0), NEVER, () -> {
    });
    run(steps, copying(0));
    return steps.taken;
  }

  /** Returns how many runners have come to a halt, when all others have ended. */
  private int run(int runners, IntUnaryOperator haltAt) throws InterruptedException {
    var running = new CountDownLatch(runners);
    var halted = new AtomicInteger();
    for (var i = 1; i <= runners; i++) {
      var copying = copying(i);
      var steps = new Steps(copying, haltAt.applyAsInt(i), () -> {
        halted.incrementAndGet();
        running.countDown();
      });
      Thread.ofPlatform().daemon().start(() -> {
        try {
          run(steps, copying);
          running.countDown();
        } catch (Exception e) {
          e.printStackTrace();
          Runtime.getRuntime().halt(1);
        }
      });
    }
    running.await();
    return halted.get();
  }

  private void run(Steps steps, Copying seen) throws Exception {
    var stepping = new Copying(Persist.over(bug.in(new Stepping(backend, steps))), seen.name(), outside);
    var now = new AtomicReference<>(start);
    while (seen.written() < EARLY) {
      arrive(seen);
    }
    try (var runner = stepping.runner(now::get, steps::take).leasing(LEASE)) {
      for (var turn = 0; seen.written() < ALL || seen.subscription().status().lag() > 0; turn++) {
        if (turn == MOST_TURNS) {
          throw new IllegalStateException("it does not get on: " + seen.subscription().status());
        }
        runner.catchUp();
        now.updateAndGet(time -> time.plus(LEASE.dividedBy(2)));
        runner.catchUp();
        stepping.subscription().skip();
      }
    }
  }

  private static void arrive(Copying copying) {
    var number = copying.written() + 1;
    if (number == BAD) {
      copying.writeBad(number);
    } else {
      copying.write(number);
    }
  }

  /** What a runner did so far. For the one thread it runs on. */
  private static final class Steps {
    private static final int UNTIL_ANOTHER_ARRIVES = 5;

    private final Copying copying;
    private final int haltAt;
    private final Runnable halted;
    private int taken;

    Steps(Copying copying, int haltAt, Runnable halted) {
      this.copying = copying;
      this.haltAt = haltAt;
      this.halted = halted;
    }

    void take() {
      taken++;
      if (taken == haltAt) {
        halted.run();
        while (true) {
          LockSupport.park();
        }
      }
      if (taken % UNTIL_ANOTHER_ARRIVES == 0 && copying.written() < ALL) {
        arrive(copying);
      }
    }
  }

  /** A backend whose calls are steps. */
  private static final class Stepping extends DelegatingBackend {
    private final Steps steps;

    Stepping(Backend backend, Steps steps) {
      super(backend);
      this.steps = steps;
    }

    @Override
    public CommitResult commit(Commit commit) {
      steps.take();
      return backend.commit(commit);
    }

    @Override
    public List<Event> read(String stream, long fromSeq, int limit) {
      steps.take();
      return backend.read(stream, fromSeq, limit);
    }

    @Override
    public long lastSeq(String stream) {
      steps.take();
      return backend.lastSeq(stream);
    }

    @Override
    public Optional<Json> get(String key) {
      steps.take();
      return backend.get(key);
    }
  }
}
