package dev.persist.view;

import dev.persist.Codec;
import dev.persist.Commit;
import dev.persist.CommitResult;
import dev.persist.Event;
import dev.persist.Guard;
import dev.persist.Json;
import dev.persist.Op;
import dev.persist.blob.BlobStore;
import dev.persist.internal.Archive;
import dev.persist.internal.Metadata;
import dev.persist.internal.Needs;
import dev.persist.internal.OwnKeys;
import dev.persist.internal.Reserved;
import dev.persist.log.EventLog;
import dev.persist.log.Timeline;
import dev.persist.log.TruncatedException;
import dev.persist.spi.Backend;
import dev.persist.view.Projection.State;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Keeps snapshots: the states of a projection. A state is then rebuilt from its snapshot and the events after it, not
 * from all events. The stream may be one of links, or {@link Event#GLOBAL}.
 *
 * <p>A snapshot belongs to a stream, a name and a version of the fold. A snapshot that cannot be decoded, or that is
 * ahead of its stream, is ignored and replaced. Snapshots only move forward, however many callers write them. Safe for
 * use by any thread.
 */
public final class Snapshots<S> {
  private static final String KIND = "snapshot";

  final Backend backend;
  private final EventLog log;
  private final Archive archive;
  final String name;
  final int version;
  private final Projection<S> projection;
  private final Codec<S> codec;

  /**
   * Creates the snapshots of {@code projection} over {@code backend}, which the caller closes.
   *
   * @param archive where {@link #compact} keeps the events it drops; empty to drop them for good
   * @param name the name of the projection; storage format
   * @param version the version of the fold and the codec; change it when the same events give another state
   */
  public Snapshots(
      Backend backend,
      Optional<BlobStore> archive,
      String name,
      int version,
      Projection<S> projection,
      Codec<S> codec) {
    this.backend = backend;
    this.log = new EventLog(backend, archive, Metadata.NONE);
    this.archive = new Archive(backend, archive);
    this.name = name;
    this.version = version;
    this.projection = projection;
    this.codec = codec;
  }

  /** Storage format. */
  private record Stored(long seq, Json value) {}

  /** What is wrong with the snapshot of {@code stream}. */
  public sealed interface Fault<S> {
    /** The events that are in the snapshot give {@code fresh}, and it says {@code kept}. */
    record Different<S>(String stream, State<S> kept, State<S> fresh) implements Fault<S> {}

    /** The codec cannot read the snapshot, or it is ahead of its stream. It is ignored, and replaced by the next one. */
    record Unusable<S>(String stream, Json stored) implements Fault<S> {}
  }

  /** A snapshot as it is stored, if there is one, and the state in it, if it can be used. */
  record Found<S>(Optional<Json> stored, Optional<State<S>> state) {}

  /** Returns the name of the projection. */
  public String name() {
    return name;
  }

  /** Returns the version of the fold and the codec. */
  public int version() {
    return version;
  }

  /** Returns the view of {@code stream}: its snapshot, registered as a consumer that needs the stream's events. */
  public View<S> view(String stream) {
    return new View<>(this, new Needs(backend, stream), stream);
  }

  /** Returns the snapshot of {@code stream}; empty when there is none that can be used. Folds nothing. */
  public Optional<State<S>> load(String stream) {
    return find(stream).state;
  }

  /**
   * Compares the snapshot of {@code stream} with a fresh fold of the events that are in it, archived ones too. So it finds a fold
   * that was changed without a new version, and a value that somebody altered. Stores nothing. Costs a pass over these events.
   * {@link dev.persist.verify.Verify} does this for every stream of a store.
   *
   * @return what is wrong; empty when both states are stored alike, or when there is no snapshot
   * @throws TruncatedException when some of these events were dropped without an archive
   */
  public Optional<Fault<S>> verify(String stream) {
    var found = find(stream);
    if (found.state.isEmpty()) {
      return found.stored.map(stored -> new Fault.Unusable<>(stream, stored));
    }
    var kept = found.state.get();
    var fresh = projection.resume(timeline(stream), seed(), kept.seq());
    return json(fresh).equals(json(kept)) ? Optional.empty() : Optional.of(new Fault.Different<>(stream, kept, fresh));
  }

  /** Returns how many events of {@code stream} are not in its snapshot. */
  public long tail(String stream) {
    return timeline(stream).position() - load(stream).map(State::seq).orElse(0L);
  }

  /**
   * Returns the current state of {@code stream}, from its snapshot and the events after it. Stores nothing.
   *
   * @throws TruncatedException when some of these events were truncated
   */
  public State<S> replay(String stream) {
    return replay(stream, find(stream), Long.MAX_VALUE);
  }

  /**
   * Replays {@code stream} and stores the state as its snapshot, unless a newer snapshot is there. Returns the state.
   *
   * @throws IllegalArgumentException when the state is over {@link dev.persist.Limits#STATE_BYTES} or {@link
   *     dev.persist.Limits#STATE_DEPTH}
   * @throws TruncatedException when some of the events it needs were truncated
   */
  public State<S> keep(String stream) {
    return keep(stream, Long.MAX_VALUE);
  }

  /** As {@link #keep(String)}, but folds no event after {@code through}. */
  State<S> keep(String stream, long through) {
    while (true) {
      var found = find(stream);
      var state = replay(stream, found, through);
      var put = put(stream, found, state);
      if (put.isEmpty() || commit(List.of(unchanged(stream, found)), put)) {
        return state;
      }
    }
  }

  /** As {@link #compact}, when the tail has at least {@code tailEvents} events; otherwise does nothing. */
  public Optional<Compaction<S>> compactEvery(String stream, long tailEvents) {
    return tail(stream) >= tailEvents ? Optional.of(compact(stream)) : Optional.empty();
  }

  /**
   * Replays {@code stream}, stores the state as its snapshot and drops the events that are in it, in one commit. Keeps
   * the events that another view or subscription still needs. With an archive, it first stores the dropped events
   * there, one page in each commit.
   *
   * @throws TruncatedException when some of the events it needs were truncated; nothing was written
   * @throws IllegalStateException when the stream has an archive and this store was opened without it; nothing was
   *     written
   */
  public Compaction<S> compact(String stream) {
    var dropping = new Dropping(backend, archive, stream);
    archive.requireOpenIfUsed(stream);
    var goal = timeline(stream).position();
    while (true) {
      var found = find(stream);
      var state = replay(stream, found, Long.MAX_VALUE);
      var unneeded = dropping.find(goal, Optional.of(key(stream)), Map.of());
      if (dropping.drop(unneeded, unchanged(stream, found), put(stream, found, state))) {
        return new Compaction<>(state, unneeded.through(), unneeded.heldBackBy());
      }
    }
  }

  State<S> seed() {
    return new State<>(projection.seed(), 0);
  }

  private Timeline timeline(String stream) {
    return log.timeline(stream);
  }

  String consumer() {
    return "view " + name + " version " + version;
  }

  String key(String stream) {
    return OwnKeys.key(Reserved.refuseButLinks(stream), KIND, name, version);
  }

  /** Returns the start of the keys of all snapshots of {@code stream}. */
  static String keys(String stream) {
    return OwnKeys.prefix(Reserved.refuseButLinks(stream), KIND);
  }

  Found<S> find(String stream) {
    var stored = backend.get(key(stream));
    return new Found<>(stored,
        stored.flatMap(this::decode).filter(state -> state.seq() <= timeline(stream).position() && state.seq() >= 0));
  }

  private Optional<State<S>> decode(Json json) {
    try {
      var stored = json.as(Stored.class);
      return Optional.of(new State<>(codec.decode().apply(stored.value), stored.seq));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private State<S> replay(String stream, Found<S> found, long through) {
    try {
      return projection.resume(timeline(stream), found.state.orElse(seed()), through);
    } catch (TruncatedException e) {
      var now = find(stream);
      if (Objects.equals(now.stored, found.stored)) {
        throw e;
      }
      return replay(stream, now, through); // the events are in a newer snapshot now
    }
  }

  private List<Op> put(String stream, Found<S> found, State<S> state) {
    var ops = new ArrayList<Op>();
    if (found.state.map(State::seq).filter(seq -> seq >= state.seq()).isEmpty()) {
      ops.add(new Op.Put(key(stream), json(state)));
    }
    return ops;
  }

  private Json json(State<S> state) {
    return Json.of(new Stored(state.seq(), codec.encode().apply(state.value())));
  }

  Guard unchanged(String stream, Found<S> found) {
    return Guard.key(key(stream), found.stored);
  }

  private boolean commit(List<Guard> guards, List<Op> ops) {
    return backend.commit(new Commit(Optional.empty(), guards, ops)) instanceof CommitResult.Committed;
  }
}
