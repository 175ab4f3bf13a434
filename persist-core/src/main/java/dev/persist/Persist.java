package dev.persist;

import dev.persist.blob.BlobStore;
import dev.persist.decide.Boundary;
import dev.persist.feed.Subscription;
import dev.persist.internal.Reserved;
import dev.persist.kv.KeyValue;
import dev.persist.log.Catalog;
import dev.persist.log.EventLog;
import dev.persist.log.EventTypes;
import dev.persist.spi.Backend;
import dev.persist.spi.BackendProvider;
import dev.persist.spi.StackRoom;
import dev.persist.view.Projection;
import dev.persist.view.Snapshots;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * An open store: the facets over one backend. Safe for use by any thread; open one, share it, close it last.
 */
public final class Persist implements AutoCloseable {
  private final Backend backend;
  private final Optional<BlobStore> archive;
  private final EventLog log;
  private final Catalog catalog;
  private final KeyValue kv;

  private Persist(Backend backend, Optional<BlobStore> archive) {
    StackRoom.requireAmple();
    // What is needed for the first time where the stack ends fails for good, for everybody: so it is needed here.
    var unused = Codec.of(Boolean.class).encode().apply(true);
    this.backend = backend;
    this.archive = archive;
    this.log = new EventLog(backend, archive);
    this.catalog = new Catalog(backend);
    this.kv = new KeyValue(backend);
  }

  /**
   * Opens the store that {@code url} names, such as {@code memory:} or {@code rocksdb:./data}, creating it when it does
   * not exist. The engine is found through {@link java.util.ServiceLoader}.
   *
   * @throws StoreException.Unavailable when there is no such engine or the store cannot be opened, saying what to do
   * @throws StoreException.Damaged when what is stored cannot be what was written
   */
  public static Persist open(String url) {
    return over(BackendProvider.openUrl(url));
  }

  /** Returns a store over {@code backend}, which it closes when it is closed. */
  public static Persist over(Backend backend) {
    return new Persist(backend, Optional.empty());
  }

  /**
   * Returns this store with a place for the events that compaction drops: they are kept in {@code blobs} first, so that
   * folds from the first event and links still find them. Open a store with the same archive each time. Closing either
   * closes both; {@code blobs} stays open.
   */
  public Persist archivingTo(BlobStore blobs) {
    return new Persist(backend, Optional.of(blobs));
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
   * @param name what the projection is called; storage format
   * @param version of the fold and the codec; change it when the same events give another state
   * @param codec how states are stored
   */
  public <S> Snapshots<S> snapshots(String name, int version, Projection<S> projection, Codec<S> codec) {
    return new Snapshots<>(backend, archive, name, version, projection, codec);
  }

  /**
   * Returns the subscription {@code name}, which follows {@code streams} from where its checkpoint is.
   *
   * @throws IllegalArgumentException when there is no stream, one twice, or one that is reserved
   */
  public Subscription subscription(String name, String... streams) {
    return new Subscription(backend, log, name, List.of(streams));
  }

  /**
   * Returns the boundary over the events of stream {@code context}, which it tags by {@code tags}.
   *
   * @param version of the tag rule, 1 or more; change it when the same event gets other tags, and
   *     {@link Boundary#retag} the events there are
   * @param tags what an event is about, such as {@code course:c1} and {@code student:s1}; storage format
   */
  public <E> Boundary<E> boundary(String context, int version, EventTypes<E> types, Function<E, Set<String>> tags) {
    return new Boundary<>(this, backend, context, version, types, tags);
  }

  /**
   * Writes all of {@code commit}, on both facets, or nothing, and returns once that is durable.
   *
   * @throws IllegalArgumentException when it names something that starts with {@code $}, but to link into the global order
   *     or a tag, or to guard a tag or a tag rule; nothing was written
   * @throws StoreException.UnknownOutcome when it may or may not have been written; retry it with the same id
   * @throws StoreException.Failed when an earlier write failed; nothing was written
   */
  public CommitResult commit(Commit commit) {
    return backend.commit(Reserved.refuse(commit));
  }

  /**
   * Writes {@code commits}, 1 or more, one after another, each decided on what those before it write, and returns what
   * became of the first ones, of one at least. After the first that is not {@link CommitResult.Committed} nothing is
   * written; at most, retries of commits that were written before are answered. Each is atomic, all together are not: a
   * crash may leave the first ones. They share a sync where the engine can, so this is faster than one after another.
   *
   * @throws IllegalArgumentException as {@link #commit} does; nothing was written
   * @throws StoreException.UnknownOutcome when each of them may or may not have been written
   * @throws StoreException.Failed when an earlier write failed; nothing was written
   */
  public List<CommitResult> commitInOrder(List<Commit> commits) {
    if (commits.isEmpty()) {
      throw new IllegalArgumentException("there are no commits; give one or more");
    }
    return backend.commitInOrder(commits.stream().map(Reserved::refuse).toList());
  }

  /**
   * Returns what a commit with {@code id} would get without looking at its guards: {@code AlreadyCommitted} or {@code
   * IdReused} when its stream and key were used before, empty when it would be decided anew.
   */
  public Optional<CommitResult> earlier(CommitId id) {
    return backend.outcome(Reserved.refuse("commit id's stream", id.stream()), id.key())
        .map(outcome -> outcome.answer(id));
  }

  /**
   * Waits for a commit, by any process, that a read may have missed which began after {@code seen} was returned; for
   * {@code atMost} at the longest, and not at all when {@code seen} is 0. Returns what to give as {@code seen} next time.
   * To follow a stream: wait, read all that is new, and again. May return without a commit.
   *
   * @throws InterruptedException when the thread is interrupted while it waits
   */
  public long awaitChange(long seen, Duration atMost) throws InterruptedException {
    return backend.awaitChange(seen, atMost);
  }

  /** Waits for the commits under way, then releases the store. Closing twice is harmless. */
  @Override
  public void close() {
    backend.close();
  }
}
