package dev.persist.feed;

import dev.persist.Commit;
import dev.persist.CommitResult;
import dev.persist.Event;
import dev.persist.Guard;
import dev.persist.Json;
import dev.persist.Limits;
import dev.persist.Op;
import dev.persist.internal.Needs;
import dev.persist.internal.OwnKeys;
import dev.persist.internal.Reserved;
import dev.persist.internal.Waiting;
import dev.persist.log.EventLog;
import dev.persist.spi.Backend;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * Follows streams from a checkpoint in the store: first what is there, then what comes, each event after the one before
 * it in its stream. A stream may be one of links, such as {@link Event#GLOBAL}: its events then come in that order.
 *
 * <p>What a handler adds to the commit it is given takes effect with the checkpoint, so exactly once, through crashes and
 * with any number of runners. What it does beside that, it does before the checkpoint moves, so at least once, and
 * again after a reset. An effect outside of the store that a reset must not repeat is given to {@link Runner#outside}.
 *
 * <p>One runner at a time has the lease; others, in this process or another, stand by. A runner that lost the lease
 * without knowing cannot commit. Until it has handled an event, or the link to it, no compaction drops that event.
 * Safe for use by any thread.
 */
public final class Subscription {
  /** How long a runner that died keeps the others waiting, unless said otherwise. */
  public static final Duration LEASE = Duration.ofSeconds(10);

  static final Commit NOTHING = Commit.builder().build();

  final Backend backend;
  final EventLog log;
  final String key;
  final List<String> streams;

  /** What it has to look at when it changes: the streams, and the checkpoint. */
  final List<String> names;

  final String name;

  /**
   * Creates one over {@code backend}, which the caller closes.
   *
   * @param name what it is called, in this store; its checkpoint is kept under it
   * @param streams what it follows; one that is added later is followed from its first event, one that is left out later
   *     holds compactions back until {@link #leave}
   */
  public Subscription(Backend backend, EventLog log, String name, List<String> streams) {
    if (streams.isEmpty() || streams.stream().distinct().count() < streams.size()) {
      throw new IllegalArgumentException("subscription \"" + name + "\" is to follow " + streams
          + "; name one stream or more, each once");
    }
    streams.forEach(Reserved::refuseButLinks);
    this.backend = backend;
    this.log = log;
    this.key = OwnKeys.key(name, "subscription");
    this.streams = List.copyOf(streams);
    this.names = Stream.concat(streams.stream(), Stream.of(key)).toList();
    this.name = name;
    if (consumer().length() > Limits.JSON_NAME) {
      throw new IllegalArgumentException(
          "the name of a subscription has " + name.length() + " characters, beginning with \""
              + Excerpt.of(name) + "\"; give it a shorter one");
    }
  }

  /** Handles one event. */
  public interface EachEvent {
    /**
     * Does what is to be done about {@code event}.
     *
     * @param commit what it is given here takes effect exactly once; no id. When a guard of it does not hold, the event
     *     is handled again
     * @throws Exception when it can not; the subscription stops there
     */
    void handle(Event event, Commit.Builder commit) throws Exception;
  }

  /** Handles some events at a time. */
  public interface EachBatch {
    /**
     * As {@link EachEvent#handle}, for events that follow each other in one stream. When it throws, nothing of {@code
     * commit} takes effect, and the events are handled again one by one: the bad one is known then.
     */
    void handle(List<Event> events, Commit.Builder commit) throws Exception;
  }

  /**
   * Where it stopped, and why.
   *
   * @param seq of the event, or of the link to it, in {@code stream}
   * @param at when it stopped
   */
  public record Stopped(String stream, long seq, String error, Instant at) implements Activity {}

  /**
   * What the runner that has the lease tries again.
   *
   * @param since when it failed for the first time
   */
  public record Trouble(String error, Instant since) {}

  /**
   * What can be said about a subscription at one moment.
   *
   * @param seqs by stream, the seq of the last event handled
   * @param lag how many events are still to be handled
   * @param trouble what is tried again, if something is
   * @param fence how often a runner took the lease
   * @param leasedSince when the lease was taken for the last time; {@link Instant#EPOCH} when it never was
   * @param leasedUntil when the lease ends unless it is renewed; {@link Instant#EPOCH} when nobody has it
   */
  public record Status(
      Map<String, Long> seqs,
      long lag,
      boolean paused,
      Optional<Stopped> stopped,
      Optional<Trouble> trouble,
      long fence,
      Instant leasedSince,
      Instant leasedUntil) {
    /**
     * Returns whether its events are handled at {@code now}, and if not, why.
     *
     * @param now by a clock like that of its runners
     */
    public Activity activity(Instant now) {
      if (paused) {
        return new Activity.Paused();
      }
      if (stopped.isPresent()) {
        return stopped.get();
      }
      if (!leasedUntil.isAfter(now)) {
        return new Activity.Unattended(leasedUntil);
      }
      return trouble
          .<Activity>map(found -> new Activity.Retrying(fence, found.error(), found.since()))
          .orElseGet(() -> new Activity.Running(fence, leasedSince, leasedUntil));
    }
  }

  /**
   * Returns a runner that hands over one event at a time, a commit for each.
   *
   * @param clock tells when leases end; clocks that differ make runners wait or take turns, and nothing worse
   */
  public Runner each(InstantSource clock, EachEvent handler) {
    return batches(1, clock, (events, commit) -> handler.handle(events.getFirst(), commit));
  }

  /**
   * Returns a runner that hands over up to {@code most} events at a time, a commit for them all. Fast where there is much
   * to catch up with: of each stream, the next batch is read while one is handled, and no more. A handler that reads what
   * it wrote sees the commits before.
   *
   * @param clock as in {@link #each}
   */
  public Runner batches(int most, InstantSource clock, EachBatch handler) {
    if (most < 1) {
      throw new IllegalArgumentException("a batch of at most " + most + " events; make it 1 or more");
    }
    return new Runner(this, most, clock, LEASE, handler, Optional.empty(), state -> {
    });
  }

  /** Returns how things are. Costs two reads for each stream. */
  public Status status() {
    var at = checkpoint();
    var lag = streams.stream()
        .mapToLong(stream -> Math.max(0, log.timeline(stream).position() - at.seq(stream)))
        .sum();
    return new Status(
        at.seqs(), lag, at.paused(), at.stopped(), at.trouble(), at.fence(), at.since(), at.until());
  }

  /** Has no more events handled until {@link #resume}: once this returns, nothing under way takes effect any more. */
  public void pause() {
    change(at -> at.paused(true));
  }

  /** Goes on after {@link #pause}, and tries the event at which it stopped again. */
  public void resume() {
    change(at -> at.paused(false).stopped(Optional.empty()));
  }

  /**
   * Goes on after the event at which it stopped, which is never handled: after a reset, the handler is handed the event, but
   * no effect outside is performed for it.
   *
   * @return where it had stopped; empty when it had not, and nothing was changed
   */
  public Optional<Stopped> skip() {
    var before = change(at -> at.stopped()
        .map(stop -> at.at(stop.stream(), stop.seq()).stopped(Optional.empty()))
        .orElse(at));
    return before.stopped();
  }

  /**
   * Goes on after event {@code seq} of {@code stream}: 0 handles all of it again, the last seq only what comes.
   * Effects outside ({@link Runner#outside}) are not performed again, and never for events that a reset passes over; {@link
   * #retire} forgets that.
   *
   * @throws IllegalArgumentException when it does not follow {@code stream}, or that has no such seq
   */
  public void reset(String stream, long seq) {
    requireFollowed(stream);
    change(at -> {
      var last = log.timeline(stream).position(); // read after the checkpoint, so none handled by then lies beyond it
      if (seq < 0 || seq > last) {
        throw new IllegalArgumentException(
            "reset to seq " + seq + " of stream \"" + stream + "\"; its seqs are 0 (before the first) to " + last);
      }
      return at.reset(stream, seq, last);
    });
    needs(stream).wentBack(consumer());
  }

  /**
   * Waits until event {@code seq} of {@code stream} has been handled, for {@code atMost} at the longest, and returns
   * whether it was. So who wrote it, wherever, can read what a handler made of it.
   *
   * @throws InterruptedException when the thread is interrupted while it waits
   * @throws IllegalArgumentException when it does not follow {@code stream}
   */
  public boolean await(String stream, long seq, InstantSource clock, Duration atMost) throws InterruptedException {
    requireFollowed(stream);
    return Waiting.until(() -> Optional.of(checkpoint()).filter(at -> at.seq(stream) >= seq), backend, clock, atMost)
        .isPresent();
  }

  /**
   * Forgets its checkpoint and lets compactions drop events without it. Used again, it starts from the first event, and
   * performs the effects outside again.
   */
  public void retire() {
    streams.forEach(stream -> needs(stream).retire(consumer(), key));
  }

  /**
   * Lets compactions drop events of {@code stream} without it, which it followed in a release before. Its checkpoint stays.
   * Call it when no runner of that release is left, which would need the events.
   *
   * @throws IllegalArgumentException when it follows {@code stream}; nothing was changed
   */
  public void leave(String stream) {
    if (streams.contains(stream)) {
      throw new IllegalArgumentException("subscription \"" + name + "\" follows stream \"" + stream
          + "\"; leave it with one that does not, or retire it");
    }
    needs(stream).forget(consumer());
  }

  /** Has compactions spare what is not handled yet. */
  void register() {
    streams.forEach(stream -> needs(stream).register(consumer(), key));
  }

  private Needs needs(String stream) {
    return new Needs(backend, stream);
  }

  private String consumer() {
    return "subscription " + name;
  }

  private void requireFollowed(String stream) {
    if (!streams.contains(stream)) {
      throw new IllegalArgumentException(
          "subscription \"" + name + "\" does not follow stream \"" + stream + "\"; it follows " + streams);
    }
  }

  /** Returns the checkpoint as it is stored. */
  Optional<Json> stored() {
    return backend.get(key);
  }

  private Checkpoint checkpoint() {
    return Checkpoint.of(stored());
  }

  /** Makes the change and takes the lease from whoever has it; returns what was there before. */
  private Checkpoint change(UnaryOperator<Checkpoint> change) {
    while (true) {
      var stored = stored();
      var before = Checkpoint.of(stored);
      var after = change.apply(before);
      if (after.equals(before)) {
        return before;
      }
      var to = Json.of(after.leasedUntil(Checkpoint.NEVER));
      if (move(stored, to, NOTHING) instanceof CommitResult.Committed) {
        return before;
      }
    }
  }

  /** Moves the checkpoint, if it still is what was found, in one commit with {@code effect}. */
  CommitResult move(Optional<Json> found, Json to, Commit effect) {
    var guards = new ArrayList<>(effect.guards());
    guards.add(Guard.key(key, found));
    var ops = new ArrayList<>(effect.ops());
    ops.add(new Op.Put(key, to));
    return backend.commit(new Commit(Optional.empty(), guards, ops));
  }
}
