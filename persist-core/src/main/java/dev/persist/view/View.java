package dev.persist.view;

import dev.persist.feed.Hub;
import dev.persist.internal.Needs;
import dev.persist.internal.Waiting;
import dev.persist.view.Projection.State;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The state of one stream, kept in the store and read at once. Safe for use by any thread.
 *
 * <p>A view is registered as one that needs the stream's events, from its first refresh until it is retired: until it has
 * an event, or the link to it, no compaction drops that event.
 */
public final class View<S> {
  final Snapshots<S> snapshots;
  final String stream;
  private final Needs needs;

  /** Whether it was registered, by this view, since its state was last missing: all consumers are one value to read. */
  private volatile boolean registered;

  View(Snapshots<S> snapshots, Needs needs, String stream) {
    this.snapshots = snapshots;
    this.needs = needs;
    this.stream = stream;
  }

  /** Returns the stream it is of. */
  public String stream() {
    return stream;
  }

  /** Returns the kept state without folding anything: current while attached to all that is published, else maybe behind. */
  public State<S> peek() {
    return snapshots.load(stream).orElse(snapshots.seed());
  }

  /**
   * Waits until the kept state has {@code seq} of its stream, such as that of an event the caller just appended, and returns
   * it; empty when it does not after {@code atMost} on {@code clock}. Folds nothing: whoever keeps the view current does, in
   * this process or another. A state that has it already is returned at once, whatever {@code atMost} is.
   *
   * @throws InterruptedException when the thread is interrupted while it waits
   */
  public Optional<State<S>> await(long seq, InstantSource clock, Duration atMost) throws InterruptedException {
    return await(this::peek, seq, clock, atMost);
  }

  Optional<State<S>> await(Supplier<State<S>> kept, long seq, InstantSource clock, Duration atMost)
      throws InterruptedException {
    return Waiting.until(
        () -> Optional.of(kept.get()).filter(state -> state.seq() >= seq), snapshots.backend, clock, atMost);
  }

  /** Folds the events it does not have yet, keeps the state and returns it. */
  public State<S> refresh() {
    var kept = snapshots.backend.get(snapshots.key(stream)).isPresent();
    if (!kept || !registered) { // whoever retires it takes its state away in the same commit
      register();
      registered = kept;
    }
    return snapshots.keep(stream);
  }

  /** Refreshes it on each event of its stream that {@code hub} publishes, until the returned subscription is closed. */
  public Hub.Registration attach(Hub hub) {
    return attached(hub, stream, this::refresh, this::register);
  }

  /** Subscribes first, since that may be refused: what is registered holds compactions back. */
  static Hub.Registration attached(Hub hub, String stream, Runnable refresh, Runnable register) {
    var attached = hub.subscribe(stream, event -> refresh.run());
    try {
      register.run();
      return attached;
    } catch (RuntimeException | Error e) {
      attached.close();
      throw e;
    }
  }

  /** Registers it, before its first refresh. */
  public void register() {
    needs.register(snapshots.consumer(), snapshots.key(stream));
  }

  /**
   * Drops its state and lets compactions drop events without it. Used again, it starts from the first event. A view of a
   * fold version that no one uses any more holds compactions back until it is retired, for which any fold will do.
   */
  public void retire() {
    needs.retire(snapshots.consumer(), snapshots.key(stream));
  }

  /**
   * Returns this view in the place of {@code old}, which serves until this one is built.
   *
   * @throws IllegalArgumentException when {@code old} is not another version of this view, in the same store
   */
  public Replacement<S> replacing(View<S> old) {
    var mine = snapshots;
    var others = old.snapshots;
    if (!mine.backend.equals(others.backend) || !stream.equals(old.stream) || !mine.name.equals(others.name)
        || mine.version == others.version) {
      throw new IllegalArgumentException(this + " cannot replace " + old
          + "; give a view of another version, of the same name and stream, in the same store");
    }
    return new Replacement<>(mine.backend, old, this);
  }

  /** Returns which view of which stream it is. */
  @Override
  public String toString() {
    return snapshots.consumer() + " of stream \"" + stream + "\"";
  }
}
