package dev.persist.feed;

import dev.persist.Commit;
import dev.persist.CommitResult;
import dev.persist.Event;
import dev.persist.Guard;
import dev.persist.Json;
import dev.persist.Limits;
import dev.persist.Op;
import dev.persist.Persist;
import dev.persist.internal.Needs;
import dev.persist.internal.OwnKeys;
import dev.persist.internal.Reserved;
import dev.persist.internal.Waiting;
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
 * Follows streams from a checkpoint in the store: first the events that are there, then those that come. It handles
 * the events of each stream in their order. A stream may be one of links, such as {@link Event#GLOBAL}: its events then
 * come in the order of the links.
 *
 * <pre>{@code
 * var letters = store.subscription("letters", "book/dune");
 *
 * try (var runner = letters.each(clock, (event, commit) -> {
 *   if (BOOK.read(event) instanceof BookEvent.Lent(var member)) {
 *     commit.append("letters", NewEvent.of("due", event.at(), Map.of("member", member)));
 *   }
 * })) {
 *   runner.catchUp(); // or start(), which also handles later events until the runner is closed
 * }
 * var lag = letters.status().lag(); // 0
 * }</pre>
 *
 * <p>A runner hands each event to a handler, with a commit. What the handler adds to this commit takes effect together
 * with the checkpoint. So it takes effect exactly once, through crashes and with any number of runners. Anything else a
 * handler does happens before the checkpoint moves. So it happens at least once, and again after a reset. If a reset must
 * not repeat an effect outside of the store, give the effect to {@link Runner#outside}.
 *
 * <p>One runner at a time has the lease; other runners, in this process or another, stand by. A runner that lost the
 * lease without knowing cannot commit. No compaction drops an event until the subscription has handled it, or the link
 * to it. Safe for use by any thread.
 */
public final class Subscription {
  /** How long other runners wait for one that died, unless {@link Runner#leasing} sets another lease. */
  public static final Duration LEASE = Duration.ofSeconds(10);

  static final Commit NOTHING = Commit.builder().build();

  final Persist store;
  final Backend backend;
  final String key;
  final List<String> streams;

  /** The names whose changes it has to look at: the streams, and the key of the checkpoint. */
  final List<String> names;

  final String name;

  /**
   * Creates a subscription over {@code store}, which the caller closes. {@link Persist#subscription} calls this.
   *
   * @param backend the backend of the store
   * @param name what it is called in this store; its checkpoint is kept under this name
   * @param streams the streams it follows. A stream that is added later is followed from its first event. A stream that
   *     is left out later holds compactions back until {@link #leave}
   */
  public Subscription(Persist store, Backend backend, String name, List<String> streams) {
    if (streams.isEmpty() || streams.stream().distinct().count() < streams.size()) {
      throw new IllegalArgumentException("subscription \"" + name + "\" has the streams " + streams
          + "; give one stream or more, each once");
    }
    streams.forEach(Reserved::refuseButLinks);
    this.store = store;
    this.backend = backend;
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
     * Handles {@code event}.
     *
     * @param commit what the handler adds to it takes effect exactly once. The handler must not give the commit an id.
     *     When a guard in the commit does not hold, the event is handled again
     * @throws Exception when it cannot; the subscription stops there
     */
    void handle(Event event, Commit.Builder commit) throws Exception;
  }

  /** Handles several events at a time. */
  public interface EachBatch {
    /**
     * As {@link EachEvent#handle}, for events that follow each other in one stream. When it throws, nothing of {@code
     * commit} takes effect, and the events are handled again one by one, to find the bad one.
     */
    void handle(List<Event> events, Commit.Builder commit) throws Exception;
  }

  /**
   * The subscription has stopped: where, and why.
   *
   * @param seq the seq of the event, or of the link to it, in {@code stream}
   * @param at when it stopped
   */
  public record Stopped(String stream, long seq, String error, Instant at) implements Activity {}

  /**
   * A fault after which the runner that has the lease tries again.
   *
   * @param since when it failed for the first time
   */
  public record Trouble(String error, Instant since) {}

  /**
   * The status of a subscription at one moment.
   *
   * @param seqs by stream, the seq of the last event handled
   * @param lag how many events are still to be handled
   * @param trouble the fault after which a runner tries again, if there is one
   * @param fence how often a runner took the lease
   * @param leasedSince when the lease was taken for the last time; {@link Instant#EPOCH} when it never was
   * @param leasedUntil when the lease ends unless it is renewed; {@link Instant#EPOCH} when no runner has it
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
   * Returns a runner that hands over one event at a time, with a commit for each.
   *
   * @param clock tells when leases end. Clocks that differ make runners wait or take turns, and do no other harm
   */
  public Runner each(InstantSource clock, EachEvent handler) {
    return batches(1, clock, (events, commit) -> handler.handle(events.getFirst(), commit));
  }

  /**
   * Returns a runner that hands over up to {@code most} events at a time, with one commit for all of them. It is fast
   * where there is much to catch up with: while one batch is handled, it reads the next batch of each stream, and no
   * more. A handler that reads the store sees what its earlier commits wrote.
   *
   * @param clock as in {@link #each}
   */
  public Runner batches(int most, InstantSource clock, EachBatch handler) {
    if (most < 1) {
      throw new IllegalArgumentException("the size of a batch is " + most + " events; give 1 or more");
    }
    return new Runner(this, most, clock, LEASE, handler, Optional.empty(), state -> {
    });
  }

  /** Returns the name under which the checkpoint is kept. */
  public String name() {
    return name;
  }

  /** Returns the streams that it follows. */
  public List<String> streams() {
    return streams;
  }

  /** Returns the current status. Costs two reads for each stream. */
  public Status status() {
    var at = checkpoint();
    var lag = streams.stream()
        .mapToLong(stream -> Math.max(0, store.log().timeline(stream).position() - at.seq(stream)))
        .sum();
    return new Status(
        at.seqs(), lag, at.paused(), at.stopped(), at.trouble(), at.fence(), at.since(), at.until());
  }

  /**
   * Stops the handling of events until {@link #resume}. Once this returns, no handling under way takes effect any more.
   */
  public void pause() {
    change(at -> at.paused(true));
  }

  /** Goes on after {@link #pause}, and tries the event at which it stopped again. */
  public void resume() {
    change(at -> at.paused(false).stopped(Optional.empty()));
  }

  /**
   * Goes on after the event at which it stopped, without handling it. After a reset, the handler is handed the event,
   * but no effect outside is ever performed for it.
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
   * Goes on after event {@code seq} of {@code stream}: With 0 it handles all events again, with the last seq
   * only events that come later. Effects outside ({@link Runner#outside}) are not performed again. They are never
   * performed for events that a reset skips. {@link #retire} forgets which events these are.
   *
   * @throws IllegalArgumentException when it does not follow {@code stream}, or when the stream has no such seq
   */
  public void reset(String stream, long seq) {
    requireFollowed(stream);
    change(at -> {
      var last = store.log().timeline(stream).position(); // read after the checkpoint, so no handled event lies beyond it
      if (seq < 0 || seq > last) {
        throw new IllegalArgumentException(
            "cannot reset to seq " + seq + " of stream \"" + stream
                + "\"; give a seq from 0 (before the first event) to " + last);
      }
      return at.reset(stream, seq, last);
    });
    needs(stream).wentBack(consumer());
  }

  /**
   * Waits until event {@code seq} of {@code stream} has been handled, at most for {@code atMost}, and returns whether
   * it was. So the writer of an event, in any process, can read what a handler made of it.
   *
   * @throws InterruptedException when the thread is interrupted while it waits
   * @throws IllegalArgumentException when the subscription does not follow {@code stream}
   */
  public boolean await(String stream, long seq, InstantSource clock, Duration atMost) throws InterruptedException {
    requireFollowed(stream);
    return Waiting.until(() -> Optional.of(checkpoint()).filter(at -> at.seq(stream) >= seq), backend, clock, atMost)
        .isPresent();
  }

  /**
   * Deletes the checkpoint and no longer holds compactions back. A subscription that is used again starts from the
   * first event, and performs the effects outside again.
   */
  public void retire() {
    streams.forEach(stream -> needs(stream).retire(consumer(), key));
  }

  /**
   * No longer holds compactions of {@code stream} back. Use it for a stream that an earlier release followed. The
   * checkpoint stays. Call it when no runner of that release is left, since such a runner would need the events.
   *
   * @throws IllegalArgumentException when the subscription follows {@code stream}; nothing was changed
   */
  public void leave(String stream) {
    if (streams.contains(stream)) {
      throw new IllegalArgumentException("subscription \"" + name + "\" follows stream \"" + stream
          + "\"; call leave on a subscription of this name that does not follow the stream, or retire this one");
    }
    needs(stream).forget(consumer());
  }

  /** Registers it, so that compactions keep the events it has not handled yet. */
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

  /** Makes the change and takes the lease from the runner that has it; returns the checkpoint before. */
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

  /** Moves the checkpoint, if it still is {@code found}, in one commit with {@code effect}. */
  CommitResult move(Optional<Json> found, Json to, Commit effect) {
    var guards = new ArrayList<>(effect.guards());
    guards.add(Guard.key(key, found));
    var ops = new ArrayList<>(effect.ops());
    ops.add(new Op.Put(key, to));
    return backend.commit(new Commit(Optional.empty(), guards, ops));
  }
}
