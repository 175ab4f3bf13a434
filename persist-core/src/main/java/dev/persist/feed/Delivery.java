package dev.persist.feed;

import dev.persist.Commit;
import dev.persist.Event;
import dev.persist.StoreException;
import dev.persist.feed.Subscription.EachBatch;
import dev.persist.feed.Subscription.Stopped;
import dev.persist.feed.Subscription.Trouble;
import dev.persist.log.Linked;
import dev.persist.spi.Observer.Work;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * Hands events to a handler, one stream after the other, and commits its effects with the checkpoint. Not thread-safe.
 */
final class Delivery {
  private static final int ATTEMPTS = 100;
  private final Subscription subscription;
  private final int most;
  private final InstantSource clock;
  private final EachBatch handler;
  private final Optional<OutsideEffect> outside;
  private final Lease lease;
  private final BooleanSupplier isClosed;
  private final ReadAhead reading;
  private int nextStream;

  /** By stream, the effect that was performed outside while the checkpoint has not moved after it. */
  private final Map<String, Performed> performed = new HashMap<>();

  private record Performed(long position, Event event) {}

  Delivery(Subscription subscription, int most, InstantSource clock, EachBatch handler,
      Optional<OutsideEffect> outside, Lease lease, BooleanSupplier isClosed) {
    this.subscription = subscription;
    this.most = most;
    this.clock = clock;
    this.handler = handler;
    this.outside = outside;
    this.lease = lease;
    this.isClosed = isClosed;
    this.reading = new ReadAhead(subscription.store.log(), most);
  }

  /** Handles the next events of the next stream that has some; returns false when no stream has any. */
  boolean advance(Checkpoint from) throws InterruptedException {
    for (var i = 0; i < subscription.streams.size(); i++) {
      var stream = subscription.streams.get(nextStream);
      nextStream = (nextStream + 1) % subscription.streams.size();
      if (advance(from, stream)) {
        return true;
      }
    }
    return false;
  }

  private boolean advance(Checkpoint from, String stream) throws InterruptedException {
    var seq = from.seq(stream);
    ReadAhead.Batch batch;
    try {
      batch = reading.after(stream, seq);
    } catch (StoreException.Damaged e) {
      stop(stream, seq + 1, Excerpt.of(e));
      return true;
    }
    if (!batch.events().isEmpty()) {
      handle(from, stream, batch.events(), most);
    } else if (batch.obstacle().orElse(null) instanceof Linked.Compacted(var at, var origin, var dropped)) {
      stop(stream, at, "event " + dropped + " of stream \"" + origin + "\" was dropped, and no archive has it");
    } else if (batch.end() < seq) {
      stop(stream, seq, "the stream ends at " + batch.end() + ", before this checkpoint: was it restored from a "
          + "backup? Reset to the last seq whose effect is there");
    } else if (batch.end() > seq) {
      stop(stream, batch.obstacle().map(Linked::position).orElse(batch.end() + 1) - 1,
          "the events from " + (seq + 1) + " to here were truncated, and no archive has them");
    } else {
      return false;
    }
    return true;
  }

  /**
   * Handles {@code events}, up to {@code size} in a commit; returns the new checkpoint, or empty when some are left.
   */
  private Optional<Checkpoint> handle(Checkpoint from, String stream, List<Event> events, int size)
      throws InterruptedException {
    var at = Optional.of(from);
    for (var first = 0; first < events.size() && at.isPresent();) {
      var next = Math.min(first + together(at.get(), stream, size), events.size());
      at = isClosed.getAsBoolean() ? Optional.empty() : handle(at.get(), stream, events.subList(first, next));
      first = next;
    }
    return at;
  }

  /** Returns how many events share a commit. An effect outside has its own, so that a crash repeats one at most. */
  private int together(Checkpoint from, String stream, int size) {
    return outside.isEmpty() ? size : Math.clamp(from.furthest(stream) - from.seq(stream), 1, size);
  }

  private Optional<Checkpoint> handle(Checkpoint from, String stream, List<Event> batch) throws InterruptedException {
    var to = from.seq(stream) + batch.size();
    return switch (observed(from, stream, to, batch)) {
      case Attempt.Moved(var there) -> {
        performed.remove(stream);
        yield Optional.of(there);
      }
      case Attempt.Lost lost -> Optional.empty();
      case Attempt other when batch.size() > 1 -> handle(from, stream, batch, 1); // to find out which event it is
      case Attempt.Bad(var fault) -> stop(stream, to, Excerpt.of(fault));
      case Attempt.Overtaken overtaken -> stop(stream, to,
          "a guard of its effect failed in each of " + ATTEMPTS + " attempts, since others changed what it checks");
    };
  }

  private Attempt observed(Checkpoint from, String stream, long to, List<Event> batch) throws InterruptedException {
    var watch = subscription.store.observer().begin(new Work.Handling(subscription.name, stream, batch));
    Attempt attempt;
    try {
      attempt = attempt(from, stream, to, batch);
      for (var i = 1; i < ATTEMPTS && attempt instanceof Attempt.Overtaken; i++) {
        watch.again();
        attempt = attempt(from, stream, to, batch);
      }
    } catch (Throwable e) {
      watch.failed(e);
      throw e;
    }
    switch (attempt) {
      case Attempt.Moved moved -> watch.ended(List.of("handled"));
      case Attempt.Overtaken overtaken -> watch.ended(List.of("contended"));
      case Attempt.Lost lost -> watch.ended(List.of("lost"));
      case Attempt.Bad(var fault) -> watch.failed(fault);
    }
    return attempt;
  }

  private Attempt attempt(Checkpoint from, String stream, long to, List<Event> batch) throws InterruptedException {
    Commit effect;
    try {
      effect = effect(batch);
      if (outside.isPresent() && to > from.furthest(stream)) {
        if (!lease.isStored()) { // the handler took long, and somebody may have taken the lease
          return new Attempt.Lost();
        }
        performOutside(outside.get(), stream, to, batch.getLast());
      }
    } catch (InterruptedException | StoreException.Unavailable | StoreException.UnknownOutcome
        | StoreException.Failed | StoreException.Closed | OutOfMemoryError e) {
      throw e; // the event is not to blame
    } catch (Throwable e) {
      if (Thread.interrupted()) {
        throw new InterruptedException("the handler was interrupted: " + Excerpt.of(e)); // nor here
      }
      return new Attempt.Bad(e);
    }
    try {
      return lease.move(held -> held.at(stream, to), effect);
    } catch (StoreException.Refused | StoreException.Damaged | IllegalArgumentException e) {
      return new Attempt.Bad(e); // any other fault is the store's
    }
  }

  private Commit effect(List<Event> batch) throws Exception {
    var commit = Commit.builder();
    lease.during(() -> handler.handle(Collections.unmodifiableList(batch), commit));
    var effect = subscription.store.described(commit.build());
    if (effect.id().isPresent()) {
      throw new IllegalArgumentException(
          "its commit has an id; leave the id out, since the checkpoint already makes the effect happen once");
    }
    return effect;
  }

  private void performOutside(OutsideEffect effect, String stream, long position, Event event) throws Exception {
    var now = new Performed(position, event);
    if (!now.equals(performed.get(stream))) {
      lease.during(() -> effect.perform(event));
      performed.put(stream, now);
    }
  }

  private Optional<Checkpoint> stop(String stream, long seq, String error) {
    var stopped = new Stopped(stream, seq, Excerpt.of(error), clock.instant());
    lease.leave(held -> held.stopped(Optional.of(stopped)).troubled(Optional.empty()));
    return Optional.empty();
  }

  /** Tells all processes what this runner tries again; returns whether it was stored, which needs the lease. */
  boolean note(String error) {
    return lease.move(held -> held.troubled(Optional.of(new Trouble(error, since(held)))),
        Subscription.NOTHING) instanceof Attempt.Moved;
  }

  private Instant since(Checkpoint held) {
    return held.trouble().map(Trouble::since).orElseGet(clock::instant);
  }

  /** Tells all processes that this runner has nothing to try again any more. */
  void noteNone(Checkpoint held) {
    if (held.trouble().isPresent()) {
      lease.move(now -> now.troubled(Optional.empty()), Subscription.NOTHING);
    }
  }

}
