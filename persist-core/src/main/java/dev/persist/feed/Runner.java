package dev.persist.feed;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.toSet;

import dev.persist.Commit;
import dev.persist.CommitResult;
import dev.persist.Event;
import dev.persist.Json;
import dev.persist.Mismatch;
import dev.persist.StoreException;
import dev.persist.feed.Subscription.EachBatch;
import dev.persist.feed.Subscription.Stopped;
import dev.persist.internal.Reserved;
import dev.persist.log.Linked;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Hands the events of a subscription to its handler, while it has the lease. {@link #run} is for one thread; the other
 * methods are for any.
 */
public final class Runner implements AutoCloseable {
  private static final int ATTEMPTS = 100;
  private static final int LONGEST_ERROR = 1_000;

  private final Subscription subscription;
  private final int most;
  private final InstantSource clock;
  private final Duration lease;
  private final EachBatch handler;
  private final ReadAhead reading;

  /** Held while events are handled. */
  private final ReentrantLock handling = new ReentrantLock();

  /** What this runner left as the checkpoint: one of these, two while it is not known whether a commit was written. */
  private Set<Json> left = Set.of();

  private int turn;
  private volatile boolean closed;

  /** The thread to wake when this is closed. */
  private @Nullable Thread idle;

  Runner(Subscription subscription, int most, InstantSource clock, Duration lease, EachBatch handler) {
    this.subscription = subscription;
    this.most = most;
    this.clock = clock;
    this.lease = lease;
    this.handler = handler;
    this.reading = new ReadAhead(subscription.log, most);
  }

  /**
   * Returns this runner with another lease than {@link Subscription#LEASE}, before it is used. It must be longer than the
   * handler needs for a batch: otherwise another runner begins with the same events meanwhile.
   */
  public Runner leasing(Duration other) {
    if (!other.isPositive()) {
      throw new IllegalArgumentException("a lease of " + other + "; make it longer than the handler needs");
    }
    return new Runner(subscription, most, clock, other, handler);
  }

  /**
   * Handles what is there now, unless another runner has the lease, or the subscription is paused or has stopped. Keeps
   * the lease until it ends or this is closed.
   *
   * @throws InterruptedException when the handler was interrupted; the events it had are not handled
   */
  public void catchUp() throws InterruptedException {
    handling.lock();
    try {
      for (var mine = lease(); mine.isPresent() && advance(mine.get());) {
        mine = lease();
      }
    } finally {
      handling.unlock();
    }
  }

  /**
   * Handles what is there and what comes, until this is closed. Stands by while another runner has the lease, and tries
   * again while the store does not answer.
   *
   * @throws InterruptedException when the thread is interrupted
   * @throws StoreException.Failed when the store has to be opened again
   * @throws StoreException.Damaged when an event cannot be read
   */
  public void run() throws InterruptedException {
    var seen = 0L;
    while (!closed) {
      var before = seen;
      try {
        seen = idle(() -> subscription.backend.awaitChange(before, lease.dividedBy(3)));
        catchUp();
      } catch (StoreException.Unavailable | StoreException.UnknownOutcome e) {
        idle(() -> {
          Thread.sleep(lease.dividedBy(3));
          return 0;
        });
      }
    }
  }

  /** Runs this on a thread of its own, and returns it. */
  public Runner start() {
    // Not a virtual thread: while there is much to catch up with, it would keep others from running.
    Thread.ofPlatform().daemon().name("persist " + subscription.name).start(() -> {
      try {
        run();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    });
    return this;
  }

  /**
   * Ends the run once the events at hand are handled, and gives back the lease, so that another runner goes on at once.
   * Close it before its store. Closing twice is harmless.
   */
  @Override
  public void close() {
    closed = true;
    synchronized (this) {
      if (idle != null) {
        idle.interrupt();
      }
    }
    handling.lock();
    try {
      var stored = subscription.backend.get(subscription.key);
      if (isMine(stored)) {
        move(stored, Checkpoint.of(stored).leasedUntil(Checkpoint.NEVER), Subscription.NOTHING);
      }
    } finally {
      handling.unlock();
    }
  }

  private interface Wait {
    long run() throws InterruptedException;
  }

  /** Waits so that closing ends it; whatever else this thread does is never interrupted. */
  private long idle(Wait wait) throws InterruptedException {
    synchronized (this) {
      idle = Thread.currentThread();
    }
    try {
      return closed ? 0 : wait.run();
    } catch (InterruptedException e) {
      if (closed) {
        return 0;
      }
      throw e;
    } finally {
      synchronized (this) {
        idle = null;
        if (closed) {
          Thread.interrupted();
        }
      }
    }
  }

  /** Returns the checkpoint, held by this runner for two thirds of its lease or more; empty when there is nothing to do. */
  private Optional<Checkpoint> lease() {
    while (!closed) {
      var stored = subscription.backend.get(subscription.key);
      var found = Checkpoint.of(stored);
      var now = clock.instant();
      var end = now.plus(lease);
      if (!found.runs() || (!isMine(stored) && found.until().isAfter(now))) {
        return Optional.empty();
      }
      if (isMine(stored) && found.until().isAfter(end.minus(lease.dividedBy(3)))) {
        return Optional.of(found);
      }
      if (!isMine(stored)) {
        subscription.register();
      }
      var next = isMine(stored) ? found.leasedUntil(end) : found.claimed(end);
      if (move(stored, next, Subscription.NOTHING) instanceof CommitResult.Committed) {
        return Optional.of(next);
      }
    }
    return Optional.empty();
  }

  private boolean isMine(Optional<Json> stored) {
    return stored.filter(left::contains).isPresent();
  }

  private CommitResult move(Optional<Json> found, Checkpoint checkpoint, Commit effect) {
    var to = Json.of(checkpoint);
    left = Stream.concat(found.filter(left::contains).stream(), Stream.of(to)).collect(toSet());
    var result = subscription.move(found, to, effect);
    if (result instanceof CommitResult.Committed) {
      left = checkpoint.until().equals(Checkpoint.NEVER) ? Set.of() : Set.of(to);
    }
    return result;
  }

  /** Handles what comes next in the next stream that has something; false when none has. */
  private boolean advance(Checkpoint from) throws InterruptedException {
    for (var i = 0; i < subscription.streams.size(); i++) {
      var stream = subscription.streams.get(turn);
      turn = (turn + 1) % subscription.streams.size();
      if (advance(from, stream)) {
        return true;
      }
    }
    return false;
  }

  private boolean advance(Checkpoint from, String stream) throws InterruptedException {
    var seq = from.seq(stream);
    var batch = reading.after(stream, seq);
    if (!batch.events().isEmpty()) {
      handle(from, stream, batch.events(), most);
    } else if (batch.obstacle().orElse(null) instanceof Linked.Compacted(var at, var origin, var dropped)) {
      stop(from, stream, at, "event " + dropped + " of stream \"" + origin + "\" was dropped, and no archive has it");
    } else if (batch.end() < seq) {
      stop(from, stream, seq, "the stream ends at " + batch.end() + ", before this checkpoint: was it restored from a "
          + "backup? Reset to the last seq whose effect is there");
    } else if (batch.end() > seq) {
      stop(from, stream, batch.obstacle().map(Linked::position).orElse(batch.end() + 1) - 1,
          "the events from " + (seq + 1) + " to here were truncated, and no archive has them");
    } else {
      return false;
    }
    return true;
  }

  /** Handles {@code events}, up to {@code size} in one commit; returns the checkpoint then, empty when not all were. */
  private Optional<Checkpoint> handle(Checkpoint from, String stream, List<Event> events, int size)
      throws InterruptedException {
    var at = Optional.of(from);
    for (var first = 0; first < events.size() && at.isPresent(); first += size) {
      var batch = events.subList(first, Math.min(first + size, events.size()));
      at = closed ? Optional.empty() : handle(at.get(), stream, batch);
    }
    return at;
  }

  private Optional<Checkpoint> handle(Checkpoint from, String stream, List<Event> batch)
      throws InterruptedException {
    var attempt = attempt(from, stream, batch);
    for (var i = 1; i < ATTEMPTS && attempt instanceof Attempt.Overtaken; i++) {
      attempt = attempt(from, stream, batch);
    }
    return switch (attempt) {
      case Attempt.Handled(var to) -> Optional.of(to);
      case Attempt.Lost lost -> Optional.empty();
      case Attempt other when batch.size() > 1 -> handle(from, stream, batch, 1); // to know which one it is
      case Attempt.Bad(var error) -> stop(from, stream, from.seq(stream) + 1, error);
      case Attempt.Overtaken overtaken -> stop(from, stream, from.seq(stream) + 1,
          "others changed what its effect is guarded by, each of " + ATTEMPTS + " times");
    };
  }

  private sealed interface Attempt {
    record Handled(Checkpoint to) implements Attempt {}

    /** A guard of the handler's own did not hold. */
    record Overtaken() implements Attempt {}

    /** The checkpoint is no longer what this runner left. */
    record Lost() implements Attempt {}

    record Bad(String error) implements Attempt {}
  }

  private Attempt attempt(Checkpoint from, String stream, List<Event> batch) throws InterruptedException {
    var commit = Commit.builder();
    try {
      handler.handle(Collections.unmodifiableList(batch), commit);
      var effect = Reserved.refuse(commit.build());
      if (effect.id().isPresent()) {
        throw new IllegalArgumentException("its commit has an id; leave it out, the checkpoint does what it is for");
      }
      var to = from.at(stream, from.seq(stream) + batch.size()).leasedUntil(clock.instant().plus(lease));
      return switch (move(Optional.of(Json.of(from)), to, effect)) {
        case CommitResult.Conflict(var mismatches) -> isLost(mismatches) ? new Attempt.Lost() : new Attempt.Overtaken();
        case CommitResult committed -> new Attempt.Handled(to);
      };
    } catch (InterruptedException | StoreException.Unavailable | StoreException.UnknownOutcome
        | StoreException.Failed | StoreException.Closed e) {
      throw e; // not for this event's sake
    } catch (Exception | Error e) {
      return new Attempt.Bad(e.toString());
    }
  }

  private boolean isLost(List<Mismatch> mismatches) {
    return mismatches.stream()
        .anyMatch(mismatch -> mismatch instanceof Mismatch.Key key && key.key().equals(subscription.key));
  }

  private Optional<Checkpoint> stop(Checkpoint from, String stream, long seq, String error) {
    var excerpt = error.substring(0, Math.min(LONGEST_ERROR, error.length()));
    var why = new Stopped(stream, seq, new String(excerpt.getBytes(UTF_8), UTF_8)); // without half a surrogate pair
    var to = from.leasedUntil(Checkpoint.NEVER).stopped(Optional.of(why));
    move(Optional.of(Json.of(from)), to, Subscription.NOTHING);
    return Optional.empty();
  }
}
