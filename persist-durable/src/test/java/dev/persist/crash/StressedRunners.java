package dev.persist.crash;

import dev.persist.Commit;
import dev.persist.CommitResult;
import dev.persist.Event;
import dev.persist.Json;
import dev.persist.NewEvent;
import dev.persist.Persist;
import dev.persist.StoreException;
import dev.persist.conformance.DelegatingBackend;
import dev.persist.conformance.Logged;
import dev.persist.feed.Runner;
import dev.persist.feed.RunnerState;
import dev.persist.feed.Subscription;
import dev.persist.spi.Backend;
import dev.persist.spi.BackendProvider;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ThreadFactory;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * Runners of one subscription, on platform and virtual threads, with everything against them at once: leases that end all
 * the time, a store that is away now and then, threads that are interrupted, and little memory. Says what is wrong in the
 * end, and then {@code done}. The program that {@link RunnerStressTest} starts.
 */
final class StressedRunners {
  private static final List<String> STREAMS = List.of("a", "b", "c");
  private static final String COPIES = "copies";
  private static final Duration LEASE = Duration.ofMillis(40);
  private static final int LEAST_EVENTS = 250;
  private static final int MOST_EVENTS = 20 * LEAST_EVENTS;
  private static final int RUNNERS = 4;
  private static final String PAYLOAD = "x".repeat(2_000);
  private static final int ONE_IN = 150;
  private static final Duration BETWEEN_INTERRUPTS = Duration.ofMillis(20);

  private final Persist store;
  private final Subscription sound;
  private final Subscription flaky;
  private final Random random;
  private final List<Thread> interrupted = new ArrayList<>();
  private volatile boolean calm;

  private StressedRunners(Backend backend, PlantedInRunner bug, long seed) {
    store = Persist.over(backend);
    sound = subscription(store);
    random = new Random(seed);
    flaky = subscription(Persist.over(new NowAndThenAway(bug.in(backend))));
  }

  private static Subscription subscription(Persist store) {
    return store.subscription("copy", STREAMS.toArray(String[]::new));
  }

  /** Takes the URL, a bug, and the seed of what goes wrong. */
  public static void main(String[] args) throws Exception {
    Logged.off();
    try (var backend = BackendProvider.openUrl(args[0])) {
      var stressed = new StressedRunners(backend, PlantedInRunner.valueOf(args[1]), Long.parseLong(args[2]));
      stressed.run().forEach(System.out::println);
    }
    System.out.println("done");
  }

  private List<String> run() throws Exception {
    Thread.ofPlatform().daemon().start(this::waste);
    var runners = IntStream.range(0, RUNNERS).mapToObj(this::start).toList();
    var writers = STREAMS.stream()
        .map(stream -> thread(stream.equals("a")).newThread(() -> write(stream)))
        .toList();
    writers.forEach(Thread::start);
    synchronized (interrupted) {
      interrupted.addAll(writers);
    }
    Thread.ofPlatform().daemon().start(this::interrupt);
    for (var writer : writers) {
      writer.join();
    }
    for (var stream : STREAMS) {
      await(stream, LEAST_EVENTS / 2);
    }
    calm = true;
    for (var stream : STREAMS) {
      await(stream, store.log().lastSeq(stream));
    }
    runners.forEach(Runner::close);
    return problems(runners);
  }

  private void await(String stream, long seq) throws InterruptedException {
    while (!sound.await(stream, seq, InstantSource.system(), Duration.ofSeconds(10))) {
      System.err.println(sound.status());
    }
  }

  private static ThreadFactory thread(boolean isVirtual) {
    return isVirtual ? Thread.ofVirtual().factory() : Thread.ofPlatform().daemon().factory();
  }

  /** Starts a runner, half of them on threads that are interrupted, and run it again then. */
  private Runner start(int number) {
    var runner = flaky.batches(1 + 20 * number, InstantSource.system(), StressedRunners::copy).leasing(LEASE);
    if (number == 0) {
      return runner.start();
    }
    var thread = thread(number % 2 == 1).newThread(() -> {
      while (!(runner.state() instanceof RunnerState.Closed)) {
        try {
          runner.run();
        } catch (InterruptedException e) {
          // Run it again.
        }
      }
    });
    synchronized (interrupted) {
      interrupted.add(thread);
    }
    thread.start();
    return runner;
  }

  private static void copy(List<Event> events, Commit.Builder commit) {
    for (var event : events) {
      commit.append(COPIES, NewEvent.of("copied", event.at(), List.of(event.stream(), event.seq())));
    }
  }

  /** Writes until the lease has gone round, however fast this machine writes. */
  private void write(String stream) {
    for (var i = 0; i < LEAST_EVENTS || (i < MOST_EVENTS && !wentRound()); i++) {
      store.log().append(stream, "x", Instant.EPOCH, PAYLOAD);
    }
  }

  private boolean wentRound() {
    return sound.status().fence() > RUNNERS;
  }

  private void interrupt() {
    var choice = new Random(random.nextLong());
    while (!calm) {
      try {
        Thread.sleep(BETWEEN_INTERRUPTS);
      } catch (InterruptedException e) {
        return;
      }
      synchronized (interrupted) {
        interrupted.get(choice.nextInt(interrupted.size())).interrupt();
      }
    }
  }

  /** Keeps half of the memory, and asks for more than there is. */
  private void waste() {
    var kept = new byte[6][];
    for (var i = 0; !calm; i++) {
      kept[i % kept.length] = new byte[8 << 20];
      try {
        kept[i % kept.length] = new byte[i % 10 == 0 ? 80 << 20 : 1 << 20];
      } catch (OutOfMemoryError e) {
        Thread.onSpinWait(); // it is what was asked for
      }
    }
  }

  private List<String> problems(List<Runner> runners) {
    var problems = new ArrayList<String>();
    var copies = store.log().read(COPIES).map(Event::data).toList();
    for (var stream : STREAMS) {
      var expected = LongStream.rangeClosed(1, store.log().lastSeq(stream))
          .mapToObj(seq -> Json.of(List.of(stream, seq)))
          .toList();
      var found = copies.stream().filter(copy -> copy.tree().get(0).stringValue().equals(stream)).toList();
      if (!found.equals(expected)) {
        problems
            .add("of stream " + stream + " there are " + found.size() + " copies, " + found.stream().distinct().count()
                + " different ones, of " + expected.size() + " events");
      }
    }
    var status = sound.status();
    if (status.lag() > 0 || status.stopped().isPresent()) {
      problems.add("not at the end: " + status);
    }
    if (!wentRound()) {
      problems.add("the lease hardly went from one to another: " + status);
    }
    for (var runner : runners) {
      if (!(runner.state() instanceof RunnerState.Closed || runner.state() instanceof RunnerState.Ended)) {
        problems.add("a runner that was closed says " + runner.state());
      }
    }
    return problems;
  }

  /** Throws one of the faults a store may have, one time in many, before or after it did what it was asked for. */
  private final class NowAndThenAway extends DelegatingBackend {
    NowAndThenAway(Backend backend) {
      super(backend);
    }

    private boolean isHit() {
      synchronized (random) {
        return !calm && random.nextInt(ONE_IN) == 0;
      }
    }

    private void answer() {
      if (isHit()) {
        throw new StoreException.Unavailable("away");
      }
      if (isHit()) {
        throw new OutOfMemoryError("planted");
      }
      if (isHit()) {
        throw new IllegalStateException("a bug");
      }
    }

    @Override
    public CommitResult commit(Commit commit) {
      answer();
      var result = isHit() ? Optional.<CommitResult>empty() : Optional.of(backend.commit(commit));
      if (result.isEmpty() || isHit()) {
        throw new StoreException.UnknownOutcome("cut", new IOException("cut"));
      }
      return result.get();
    }

    @Override
    public List<Event> read(String stream, long fromSeq, int limit) {
      answer();
      return backend.read(stream, fromSeq, limit);
    }

    @Override
    public long lastSeq(String stream) {
      answer();
      return backend.lastSeq(stream);
    }

    @Override
    public Optional<Json> get(String key) {
      answer();
      return backend.get(key);
    }

    @Override
    public long awaitChange(long seen, Duration atMost) throws InterruptedException {
      answer();
      return backend.awaitChange(seen, atMost);
    }
  }
}
