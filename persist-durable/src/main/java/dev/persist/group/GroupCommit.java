package dev.persist.group;

import dev.persist.Commit;
import dev.persist.CommitId;
import dev.persist.CommitResult;
import dev.persist.Json;
import dev.persist.NewEvent;
import dev.persist.StoreException;
import dev.persist.memory.MemoryBackend;
import dev.persist.spi.Changes;
import dev.persist.spi.Decision;
import dev.persist.spi.Grouping;
import dev.persist.spi.StackRoom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Turns concurrent commits into groups. One thread takes all commits that wait, decides them in order, stores their
 * changes as one write, and only then answers each caller. While it writes, the next group gathers, and after it the callers
 * that return at once are waited for ({@link Returning}). So a sync is shared by as many callers as there are.
 *
 * <p>Every caller gets an answer, whatever is thrown between the caller and the engine, {@link OutOfMemoryError}
 * included: the writer answers without allocating, and its thread ends only when this is closed. A group that fails
 * before the engine was asked to write it is split. So a commit that causes a failure fails alone. It is also split when
 * other processes are in the way of some of its chains: those are decided and written after the others, which is as good
 * an order, since all of them wait at the same time.
 *
 * <p>The failure after which nothing is written any more is logged once, as an error; each later commit only throws it.
 *
 * <p>Safe for use by any thread. An interrupt does not end a caller's wait. A virtual thread that waits frees its
 * carrier. The writer is a platform thread, since native calls pin.
 */
public final class GroupCommit implements Grouping, AutoCloseable {
  private static final SideLog LOG = new SideLog(GroupCommit.class);

  /** Loads the classes that every commit needs: a class that is first loaded without memory fails for good. */
  private static final Commit FIRST = Commit.builder()
      .id(new CommitId("s", "k", "d"))
      .append("s", NewEvent.of("t", Instant.EPOCH, Json.NULL))
      .link("l")
      .put("k", Json.NULL)
      .build();

  /** The most bytes of commits under way, for one group and the next. A caller beyond that waits its turn. */
  static final int MOST_UNDER_WAY = 32 << 20;

  private final String store;

  /** The line to log when writing has failed, made while there is memory. */
  private final String failed;

  private final GroupWriter groups;
  private final Changes changes;
  private final Semaphore room = new Semaphore(MOST_UNDER_WAY, true);
  private final AtomicLong writtenGroups = new AtomicLong();
  private final AtomicLong writtenCommits = new AtomicLong();
  private final Thread writer;

  /** Guards the five fields below. */
  private final ReentrantLock lock = new ReentrantLock();

  private final Condition arrived = lock.newCondition();
  private final Arrivals arrivals = new Arrivals();

  /** Their number, for the writer to read without the lock: to wait for a lock may allocate. */
  private volatile int queued;

  private boolean closed;

  /** How many have to wait before the writer is told; 0 unless it waits for callers that return. */
  private int wanted;

  /** Only the writer uses this, and the two fields below. */
  private final Returning returning;

  private final List<Waiting> group = new ArrayList<>(Arrivals.MOST_COMMITS);

  /** Why a write failed; then nothing is written any more (rule C11). */
  private @Nullable Throwable failure;

  /**
   * Starts the writer.
   *
   * @param store names the store in errors
   * @param groups writes a group; called by the writer only
   * @param changes is raised when a group was written, and closed together with this
   */
  public GroupCommit(String store, GroupWriter groups, Changes changes) {
    this(store, groups, changes, new Returning());
  }

  GroupCommit(String store, GroupWriter groups, Changes changes, Returning returning) {
    this.store = store;
    this.returning = returning;
    this.failed = "writing to the store " + store + " failed; it takes no more writes until it is reopened";
    this.groups = groups;
    this.changes = changes;
    new MemoryBackend().commit(FIRST);
    this.writer = Thread.ofPlatform().name("persist-writer " + store).daemon().start(this::writeGroups);
  }

  /** Writes {@code commit} as {@link dev.persist.spi.Backend#commit} does; waits until it is decided and durable. */
  public CommitResult commit(Commit commit) {
    return commitInOrder(List.of(commit)).getFirst();
  }

  /** Writes {@code chain} as {@link dev.persist.spi.Backend#commitInOrder} does, in one group. */
  public List<CommitResult> commitInOrder(List<Commit> chain) {
    StackRoom.require();
    var waiting = new Waiting(store, chain);
    var bytes = (int) Math.min(waiting.bytes, MOST_UNDER_WAY);
    room.acquireUninterruptibly(bytes);
    try {
      enqueue(waiting);
      return waiting.await();
    } finally {
      room.release(bytes);
    }
  }

  @Override
  public Groups groups() {
    return new Groups(writtenGroups.get(), writtenCommits.get());
  }

  /** Returns how many bytes of commits are under way. */
  int bytesUnderWay() {
    return MOST_UNDER_WAY - room.availablePermits();
  }

  /** Refuses new commits, waits for those under way, and stops the writer. */
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      arrived.signal();
    } finally {
      lock.unlock();
    }
    changes.close();
    Threads.join(writer);
  }

  private void enqueue(Waiting added) {
    lock.lock();
    try {
      if (closed) {
        throw new StoreException.Closed(store);
      }
      arrivals.add(added);
      queued = arrivals.size();
      if (enough()) {
        arrived.signal();
      }
    } finally {
      lock.unlock();
    }
  }

  private void writeGroups() {
    var writing = true;
    while (writing) {
      try {
        writing = gather();
        write(0, group.size());
      } catch (RuntimeException | Error e) {
        if (!group.isEmpty()) {
          fail(0, group.size(), e); // whatever it is, it is unknown how far the group came
        }
      }
      group.clear(); // while it waits for the next group, the writer keeps nothing of the last
    }
  }

  /** Waits for a commit and takes it with those that wait behind it; returns false when no more will come. */
  private boolean gather() {
    lock.lock();
    try {
      while (arrivals.size() == 0 && !closed) {
        arrived.awaitUninterruptibly();
      }
      awaitReturning();
      arrivals.moveTo(group);
      queued = arrivals.size();
      return !closed || !group.isEmpty();
    } finally {
      lock.unlock();
    }
  }

  /** Waits for callers that commit again, for as long as is worth it. The lock is held. */
  private void awaitReturning() {
    var before = arrivals.size();
    var nanos = closed || failure != null || arrivals.fillGroup() ? 0 : returning.nanos(before);
    if (nanos == 0) {
      return;
    }
    wanted = returning.callers();
    try {
      while (nanos > 0 && !enough() && !closed) {
        nanos = arrived.awaitNanos(nanos);
      }
    } catch (InterruptedException e) {
      // Whoever it was, those that wait must not wait longer.
    } finally {
      wanted = 0; // whatever is thrown, or the next caller would be the only one to know of its commit
    }
    returning.waited(before, arrivals.size());
  }

  /** Tells whether the writer has nobody to wait for. The lock is held. */
  private boolean enough() {
    return arrivals.size() >= wanted || arrivals.fillGroup();
  }

  /** Writes the part of the group from {@code from} to before {@code to}, and answers it. */
  private void write(int from, int to) {
    write(from, to, Integer.MAX_VALUE);
  }

  /** Writes {@code most} commits of each chain in the part, and answers it. */
  private void write(int from, int to, int most) {
    if (from == to) {
      return;
    }
    if (failure != null) {
      answer(from, to, Waiting.Fate.LATE, failure);
      return;
    }
    returning.writes();
    Decision decision;
    try {
      decision = groups.write(group.subList(from, to).stream().map(waiting -> waiting.first(most)).toList());
    } catch (RuntimeException | Error e) {
      judge(from, to, most, e);
      return;
    }
    returning.written(to - from + queued);
    writtenGroups.incrementAndGet();
    for (var i = from; i < to; i++) {
      var results = decision.results().get(i - from);
      writtenCommits.addAndGet(results.size());
      group.get(i).answer(results);
    }
    changes.raise(decision.delta());
  }

  /** Writes the chains that others are in the way of last. All chains of a group wait at the same time, so any order will do. */
  private void writeApart(int from, int to, GroupWriter.Apart apart) {
    var first = new ArrayList<Waiting>();
    var last = new ArrayList<Waiting>();
    try {
      for (var i = from; i < to; i++) {
        (apart.has(i - from) ? last : first).add(group.get(i));
      }
    } catch (RuntimeException | Error e) { // no memory, perhaps
      judge(from, to, Integer.MAX_VALUE, e);
      return;
    }
    var middle = from + first.size();
    for (var i = from; i < to; i++) { // allocates nothing, or a fault might leave out one of them
      group.set(i, i < middle ? first.get(i - from) : last.get(i - middle));
    }
    write(from, middle);
    write(middle, to);
  }

  private void judge(int from, int to, int most, Throwable e) {
    if (e instanceof GroupWriter.Apart apart) {
      writeApart(from, to, apart);
    } else if (!(e instanceof StoreException) && groups.inDoubt()) {
      fail(from, to, e);
    } else if (to - from > 1 && !concernsAll(e)) { // one of them is to blame, and the others must not fail
      var middle = (from + to) >>> 1;
      write(from, middle);
      write(middle, to);
    } else if (group.get(from).chain.size() > 1 && most > 1 && !concernsAll(e)) { // the others of its chain may succeed
      write(from, to, 1);
    } else {
      answer(from, to, e instanceof StoreException ? Waiting.Fate.AS_THROWN : Waiting.Fate.REFUSED, e);
    }
  }

  private static boolean concernsAll(Throwable e) {
    return e instanceof StoreException.Unavailable || e instanceof StoreException.UnknownOutcome
        || e instanceof StoreException.Failed;
  }

  private void fail(int from, int to, Throwable e) {
    var first = failure == null;
    failure = first ? e : failure;
    answer(from, to, Waiting.Fate.UNKNOWN, e);
    if (first) {
      LOG.log(System.Logger.Level.ERROR, failed, e);
    }
  }

  /** Allocates nothing, since the fault may be that there is no memory. */
  private void answer(int from, int to, Waiting.Fate fate, Throwable cause) {
    for (var i = from; i < to; i++) {
      group.get(i).answer(fate, cause);
    }
  }
}
