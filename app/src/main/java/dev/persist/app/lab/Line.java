package dev.persist.app.lab;

import dev.persist.Commit;
import dev.persist.CommitResult;
import dev.persist.Guard;
import dev.persist.spi.Backend;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CyclicBarrier;

/** The line of one racer to the store. It notes each commit, and can hold one back until all racers have sent theirs. Not thread-safe. */
final class Line extends Between {
  private final Bench bench;
  private final List<Attempt> attempts = new ArrayList<>();
  private Optional<CyclicBarrier> held = Optional.empty();

  Line(Bench bench, Backend backend) {
    super(backend);
    this.bench = bench;
  }

  /** A commit that was decided on event {@code seq}, what the store answered, and when, in microseconds. */
  record Attempt(long decided, long seq, CommitResult result, long answered) {}

  /** Holds the next commit back until all racers are at {@code barrier}. */
  void hold(CyclicBarrier barrier) {
    held = Optional.of(barrier);
  }

  /** Returns the commits up to now. */
  List<Attempt> attempts() {
    return List.copyOf(attempts);
  }

  @Override
  public CommitResult commit(Commit commit) {
    var decided = bench.micros();
    held.ifPresent(Racers::meet);
    held = Optional.empty();
    var result = super.commit(commit);
    attempts.add(new Attempt(decided, seq(commit), result, bench.micros()));
    return result;
  }

  private static long seq(Commit commit) {
    return commit.guards()
        .stream()
        .mapToLong(guard -> guard instanceof Guard.StreamAt(var stream, var seq) ? seq : 0)
        .findFirst()
        .orElse(0);
  }
}
