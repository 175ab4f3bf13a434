package dev.persist.app.lab;

import dev.persist.Commit;
import dev.persist.CommitResult;
import dev.persist.Mismatch;
import dev.persist.Op;
import dev.persist.app.demo.Code;
import dev.persist.app.demo.Interleaving;
import dev.persist.app.demo.Interleaving.Lane;
import dev.persist.app.demo.Interleaving.Mark;
import dev.persist.app.lab.About.Parameter;
import dev.persist.app.lab.Result.Count;
import dev.persist.app.lab.Result.Side;
import dev.persist.example.ledger.Ledger;
import dev.persist.http.HttpStoreServer;
import dev.persist.spi.Backend;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/** A process that works on events is frozen, and wakes up when another has taken over. */
final class FrozenRunner implements Experiment {
  private static final long PATIENCE_MILLIS = 30_000;
  private static final long LOOK_AGAIN_MILLIS = 100;

  private final UnaryOperator<Backend> fault;

  FrozenRunner() {
    this(UnaryOperator.identity());
  }

  /** Puts {@code fault} before the store of the process that is frozen. */
  FrozenRunner(UnaryOperator<Backend> fault) {
    this.fault = fault;
  }

  @Override
  public About about() {
    return new About("frozen-runner", "A process that freezes, and wakes up too late",
        "Each payment is answered with a letter. The process that writes the letters is frozen in the middle of one (kill -STOP), as a"
            + " long garbage collection or a sleeping laptop does, so another has to take over; then it wakes up, and goes on with its"
            + " letter as if nothing had happened. On the map, the caller that pays writes the letter; it is a thread of the app,"
            + " so it is not frozen for real: it waits at a latch.",
        About.ENGINES,
        List.of(new Parameter("orders", "Payments", 3, 30, 10), new Parameter("lease", "Lease, in seconds", 1, 5, 2)));
  }

  @Override
  public Optional<String> missing() {
    return Machine.misses("kill", "procps");
  }

  @Override
  public Result run(Bench bench) throws Exception {
    bench.says("Payments come to the map, and one caller freezes.");
    var before = FrozenCaller.run(bench);
    return new Result(before, after(bench));
  }

  static List<String> orders(Bench bench) {
    return IntStream.rangeClosed(1, bench.number("orders")).mapToObj(number -> "order-" + number).toList();
  }

  /** Returns which letter freezes. */
  static int middle(Bench bench) {
    return bench.number("orders") / 2 + 1;
  }

  private Side after(Bench bench) throws Exception {
    var ledger = new Ledger(bench.store());
    var orders = orders(bench);
    for (var order : orders) {
      Orders.place(ledger, bench, order);
      Orders.pay(ledger, bench, order);
    }
    var lease = Duration.ofSeconds(bench.number("lease"));
    var token = UUID.randomUUID().toString();
    var line = new Late(fault.apply(bench.backend()));
    var first = Collections.synchronizedList(new ArrayList<Mark>());
    var second = Collections.synchronizedList(new ArrayList<Mark>());
    try (var server = HttpStoreServer.start(line, new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), token);
        var child = new Child(bench.directory(), LetterWriter.class,
            "http://:" + token + "@127.0.0.1:" + server.port() + "/", "" + lease.toMillis(), "" + middle(bench))) {
      bench.says("Process " + child.pid() + " begins, to write letters.");
      if (!child.await("holds", PATIENCE_MILLIS)) {
        throw new IllegalStateException("the process wrote no letter; it said " + child.said());
      }
      bench.says("It has the lease, for " + lease.toSeconds() + " s at a time.");
      child.freeze();
      var frozen = bench.micros();
      first.add(new Mark(frozen, "freezes while it writes letter " + middle(bench), "plain"));
      bench.says("It is frozen while it writes letter " + middle(bench) + ". Another runner stands by.");
      try (var runner = LetterWriter.runner(bench.store(), "second", lease, order -> {},
          state -> second.add(new Mark(bench.micros(), state, state.equals("has the lease") ? "good" : "plain")))) {
        runner.start();
        awaitLetters(bench, orders.size());
        var waiting = orders.size() - letters(bench).stream().distinct().count();
        var took = (bench.micros() - frozen) / 1_000;
        bench.says("All letters are written, " + took + " ms after the process froze. It is woken up.");
        first.add(new Mark(bench.micros(), "wakes up, and ends its letter", "plain"));
        child.thaw();
        child.sign();
        var wrote = writesLate(bench, child, orders.size());
        first.add(new Mark(bench.micros(), wrote ? "has written its letter" : "is refused: it has lost the lease",
            wrote ? "bad" : "good"));
        var letters = letters(bench);
        return side(orders.size(), letters.size(), letters.size() - letters.stream().distinct().count(), waiting,
            List.of(Count.of("late letters refused", line.letters.get()),
                Count.of("late renewals of the lease refused", line.renewals.get())),
            List.of("Another runner took over " + took + " ms after the process froze, when the lease had ended.",
                "A letter and the checkpoint behind it are one commit. It is refused when another has moved the checkpoint.",
                "A process that learns first that its lease cannot be renewed does not send its letter any more."),
            new Interleaving(List.of(new Lane("process", first), new Lane("another", second))),
            Code.block("persist-core/src/main/java/dev/persist/feed/Subscription.java", "CommitResult move("));
      }
    }
  }

  /** Waits until the process that woke up has written a letter again, or has lost the lease; returns whether it wrote. */
  private static boolean writesLate(Bench bench, Child child, int written) throws IOException, InterruptedException {
    for (var waited = 0L; waited < PATIENCE_MILLIS; waited += LOOK_AGAIN_MILLIS) {
      var lost = child.await("has lost the lease", LOOK_AGAIN_MILLIS);
      if (lost || letters(bench).size() > written) {
        return letters(bench).size() > written;
      }
    }
    throw new IllegalStateException("the process woke up, and " + PATIENCE_MILLIS / 1_000
        + " s later it had neither written its letter nor lost the lease; it said " + child.said());
  }

  private static void awaitLetters(Bench bench, int letters) throws InterruptedException {
    var end = bench.micros() + PATIENCE_MILLIS * 1_000;
    for (var seen = 0L; letters(bench).size() < letters;) {
      if (bench.micros() > end) {
        throw new IllegalStateException("nobody took over; there are " + letters(bench).size() + " letters");
      }
      seen = bench.store().awaitChange(seen, Duration.ofSeconds(1));
    }
  }

  /** Returns which order each letter is about. */
  private static List<String> letters(Bench bench) {
    return bench.store()
        .log()
        .read(LetterWriter.LETTERS)
        .map(event -> event.data().tree().get("order").stringValue())
        .toList();
  }

  static Side side(int orders, int letters, long twice, long waiting, List<Count> more, List<String> facts,
      Interleaving interleaving, Code code) {
    var counts = new ArrayList<>(List.of(Count.of("payments", orders), Count.of("letters", letters),
        Count.harm("written twice", twice), Count.harm("not done while it was frozen", waiting)));
    counts.addAll(more);
    var good = counts.stream().allMatch(Count::good);
    return new Side(good, waiting > 0
        ? "What the frozen one had begun was not done, and nobody could take it over."
        : twice > 0
            ? "Another took over, but the late one wrote letters again."
            : "Another took over, and each payment has one letter.",
        counts, facts, interleaving, List.of(code));
  }

  /** Counts the commits that are refused, since another runner has moved the checkpoint. */
  private static final class Late extends Between {
    private final AtomicLong letters = new AtomicLong();
    private final AtomicLong renewals = new AtomicLong();

    Late(Backend backend) {
      super(backend);
    }

    @Override
    public CommitResult commit(Commit commit) {
      var result = super.commit(commit);
      if (result instanceof CommitResult.Conflict(var mismatches)
          && mismatches.stream().anyMatch(Mismatch.Key.class::isInstance)) {
        var writes = commit.ops().stream().anyMatch(Op.Append.class::isInstance);
        (writes ? letters : renewals).incrementAndGet();
      }
      return result;
    }
  }
}
