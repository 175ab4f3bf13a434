package dev.persist;

import dev.persist.blob.BlobStore;
import dev.persist.decide.Boundary;
import dev.persist.feed.Subscription;
import dev.persist.internal.Metadata;
import dev.persist.internal.Reserved;
import dev.persist.kv.KeyValue;
import dev.persist.log.Catalog;
import dev.persist.log.EventLog;
import dev.persist.log.EventTypes;
import dev.persist.spi.Backend;
import dev.persist.spi.BackendProvider;
import dev.persist.spi.Contents;
import dev.persist.spi.Loading;
import dev.persist.spi.Movable;
import dev.persist.spi.Observed;
import dev.persist.spi.Observer;
import dev.persist.spi.StackRoom;
import dev.persist.view.Compactor;
import dev.persist.view.Projection;
import dev.persist.view.Snapshots;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * An open store: its facets over one backend. Safe for use by any thread. Open one, share it, close it last.
 *
 * <pre>{@code
 * var store = Persist.open("memory:"); // or "rocksdb:./data", or another engine
 *
 * var log = store.log();
 * log.append("cart/7", "added", now, Map.of("sku", "tea", "quantity", 2));
 * }</pre>
 */
public final class Persist implements AutoCloseable {
  private final Backend backend;
  private final Optional<BlobStore> archive;
  private final Supplier<Json> meta;
  private final Observer observer;
  private final EventLog log;
  private final Catalog catalog;
  private final KeyValue kv;

  private Persist(Backend backend, Optional<BlobStore> archive, Supplier<Json> meta, Observer observer) {
    StackRoom.requireAmple();
    // A class whose first use overflows the stack fails for good, for every caller. So these classes are used here.
    var unused = Codec.of(Boolean.class).encode().apply(true);
    this.backend = backend;
    this.archive = archive;
    this.meta = meta;
    this.observer = observer;
    this.log = new EventLog(backend, archive, meta);
    this.catalog = new Catalog(backend);
    this.kv = new KeyValue(backend);
  }

  /**
   * Opens the store that {@code url} names, such as {@code memory:} or {@code rocksdb:./data}. Creates the store when
   * it does not exist. Finds the engine through {@link java.util.ServiceLoader}.
   *
   * @throws StoreException.Unavailable when there is no such engine, when the store cannot be opened, or when an import
   *     or a copy into it was interrupted; says what to do
   * @throws StoreException.Damaged when the stored data cannot be what the store wrote
   */
  public static Persist open(String url) {
    return over(Loading.requireWhole(BackendProvider.openUrl(url)));
  }

  /** Returns a store over {@code backend}. Closing the store closes the backend. */
  public static Persist over(Backend backend) {
    return new Persist(backend, Optional.empty(), Metadata.NONE, Observer.NONE);
  }

  /**
   * Returns this store with an archive for the events that compaction drops. Compaction keeps them in {@code blobs}
   * first, so folds from the first event, and links, still find them. Open a store with the same archive each time.
   * Closing either store closes both; {@code blobs} stays open.
   */
  public Persist archivingTo(BlobStore blobs) {
    return new Persist(backend, Optional.of(blobs), meta, observer);
  }

  /**
   * Returns this store, which adds the fields of {@code added} to the metadata of each event that is appended through it.
   * It says, for example, who caused the event. A field that the event has already stays. Replaces the metadata that this
   * store added.
   *
   * <p>{@code added} gives an object, which is empty when there is nothing to add. It is asked once for each commit, in
   * the thread that calls {@link #commit}, appends to the {@link #log}, decides a command, or handles an event. So it may
   * read a variable of the thread. Metadata is no part of what an id stands for: a retry by somebody else is still a
   * retry. Closing either store closes both.
   *
   * <p>An append throws {@link IllegalArgumentException}, and nothing was written, when {@code added} gives no object or
   * when an event's metadata gets larger than {@link Limits#META_BYTES}.
   */
  public Persist withMeta(Supplier<Json> added) {
    return added.equals(meta) ? this : new Persist(backend, archive, added, observer);
  }

  /**
   * Returns this store, which tells {@code other} of each commit, each command that is decided, and each event that a
   * subscription handles. An observer that this store has already is told, too. Closing either store closes both.
   */
  public Persist observedBy(Observer other) {
    return new Persist(Observed.by(other, backend), archive, meta, observer.and(other));
  }

  /** Returns the observer of this store; {@link Observer#NONE} when it has none. */
  public Observer observer() {
    return observer;
  }

  /** Returns the log facet: event streams. */
  public EventLog log() {
    return log;
  }

  /** Returns the list of streams. */
  public Catalog catalog() {
    return catalog;
  }

  /** Returns the kv facet: current values. */
  public KeyValue kv() {
    return kv;
  }

  /**
   * Returns the snapshots of {@code projection}.
   *
   * @param name the name of the projection; storage format
   * @param version the version of the fold and the codec; change it when the same events give another state
   * @param codec how states are stored
   */
  public <S> Snapshots<S> snapshots(String name, int version, Projection<S> projection, Codec<S> codec) {
    return new Snapshots<>(backend, archive, name, version, projection, codec);
  }

  /** Returns the compactor of streams by their stored snapshots, for a caller without the folds. */
  public Compactor compactor() {
    return new Compactor(backend, archive);
  }

  /**
   * Returns the subscription {@code name}, which follows {@code streams} from its checkpoint on.
   *
   * @throws IllegalArgumentException when {@code streams} is empty, or names a stream twice, or names a reserved stream
   */
  public Subscription subscription(String name, String... streams) {
    return new Subscription(this, backend, name, List.of(streams));
  }

  /**
   * Returns the boundary over the events of stream {@code context}, which it tags by {@code tags}.
   *
   * @param version the version of the tag rule, 1 or more. Change it when the same event gets other tags, and {@link
   *     Boundary#retag} the events that are stored
   * @param tags the tag rule: returns what an event is about, such as {@code course:c1} and {@code student:s1}. The
   *     tags are storage format
   */
  public <E> Boundary<E> boundary(String context, int version, EventTypes<E> types, Function<E, Set<String>> tags) {
    return new Boundary<>(this, backend, context, version, types, tags);
  }

  /**
   * Writes all of {@code commit}, on both facets, or nothing. Returns once the write is durable.
   *
   * @throws IllegalArgumentException when the commit names something that starts with {@code $}; nothing was written.
   *     Links into the global order or a tag are allowed, and so are guards on a tag or a tag rule
   * @throws StoreException.UnknownOutcome when the commit may or may not have been written; retry it with the same id
   * @throws StoreException.Unavailable when the store could not be reached; nothing was written
   * @throws StoreException.Refused when the engine cannot write this commit; nothing was written
   * @throws StoreException.Failed when an earlier write failed; nothing was written
   * @throws StoreException.Closed when the store is closed; nothing was written
   */
  public CommitResult commit(Commit commit) {
    return backend.commit(described(commit));
  }

  /**
   * Returns {@code commit} as {@link #commit} would write it now: with the metadata that this store adds. Writes nothing.
   *
   * @throws IllegalArgumentException as {@link #commit} does
   */
  public Commit described(Commit commit) {
    return Metadata.added(Reserved.refuse(commit), meta);
  }

  /**
   * Writes {@code commits} (1 or more) in list order. Each commit is decided on what the commits before it wrote.
   * Returns the results of the first commits, one result or more.
   *
   * <p>After the first result that is not {@link CommitResult.Committed}, nothing more is written. After it, the list can
   * have only answers to retries of commits that were written before. Each commit is atomic. The list as a whole is not:
   * a crash may leave the first ones. They share a sync where the engine can, which is faster than a call for each.
   *
   * @throws IllegalArgumentException as {@link #commit} does, or when {@code commits} is empty; nothing was written
   * @throws StoreException.UnknownOutcome when each of the commits may or may not have been written
   * @throws StoreException also as {@link #commit} does; nothing was written
   */
  public List<CommitResult> commitInOrder(List<Commit> commits) {
    if (commits.isEmpty()) {
      throw new IllegalArgumentException("the list of commits is empty; give one or more");
    }
    return backend.commitInOrder(commits.stream().map(this::described).toList());
  }

  /**
   * Returns the result that a commit with {@code id} would get before its guards are looked at. That is {@code
   * AlreadyCommitted} or {@code IdReused} when an earlier commit used the id's stream and key. It is empty when a
   * commit with {@code id} would be decided anew.
   */
  public Optional<CommitResult> outcome(CommitId id) {
    return backend.outcome(Reserved.refuse("commit id's stream", id.stream()), id.key())
        .map(outcome -> outcome.answer(id));
  }

  /**
   * Waits for a commit, by any process, that the caller may not have read yet. Waits for {@code atMost} at the longest,
   * and not at all when {@code seen} is 0. May return without a commit.
   *
   * <p>Returns the value to pass as {@code seen} next time. The caller reads after that. A commit that this read may
   * have missed wakes the caller in its next call. To follow a stream, repeat: wait, then read all that is new.
   *
   * @throws InterruptedException when the thread is interrupted while it waits
   */
  public long awaitChange(long seen, Duration atMost) throws InterruptedException {
    return backend.awaitChange(seen, atMost);
  }

  /**
   * Returns all that the store holds, as of now, for an export or a check. Others may go on writing. The caller closes the
   * contents before the store.
   *
   * @throws StoreException.Unavailable when the engine has the contents elsewhere, as over HTTP; call this where
   *     the store is
   */
  public Contents contents() {
    return Movable.of(backend).contents();
  }

  /** Waits for the commits in progress, then releases the store. Closing twice is harmless. */
  @Override
  public void close() {
    backend.close();
  }
}
