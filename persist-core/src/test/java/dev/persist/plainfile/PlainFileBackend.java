package dev.persist.plainfile;

import dev.persist.Commit;
import dev.persist.CommitResult;
import dev.persist.Entry;
import dev.persist.Event;
import dev.persist.Json;
import dev.persist.StoreException;
import dev.persist.memory.MemoryBackend;
import dev.persist.spi.Changes;
import dev.persist.spi.Contents;
import dev.persist.spi.Decision;
import dev.persist.spi.Delta;
import dev.persist.spi.Movable;
import dev.persist.spi.Outcome;
import dev.persist.spi.StackRoom;
import dev.persist.spi.StoreState;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A store in one file. Each line of the file is what one write changed. Opening reads the file into memory, where all
 * reads are answered. For learning: it is as durable as the other engines, but its contents have to fit into the heap.
 */
final class PlainFileBackend implements Movable, StoreState {
  private final String name;
  private final DeltaFile file;
  private final MemoryBackend index = new MemoryBackend();
  private final Changes changes;
  private final Object writing = new Object();
  private @Nullable Throwable failure;
  private volatile boolean closed;

  PlainFileBackend(Path path) throws IOException {
    this.name = "plain:" + path;
    this.changes = new Changes(name);
    this.file = DeltaFile.open(path, index::load);
  }

  @Override
  public CommitResult commit(Commit commit) {
    return commitInOrder(List.of(commit)).getFirst();
  }

  @Override
  public List<CommitResult> commitInOrder(List<Commit> commits) {
    StackRoom.requireAmple(); // or a part of it may be written
    synchronized (writing) {
      requireWritable();
      var decision = Decision.of(List.of(commits), this);
      store(decision.delta());
      return decision.results().getFirst();
    }
  }

  @Override
  public void load(Delta delta) {
    StackRoom.requireAmple();
    synchronized (writing) {
      requireWritable();
      store(delta);
    }
  }

  private void requireWritable() {
    open();
    if (failure != null) {
      throw new StoreException.Failed(
          "an earlier write to " + name + " failed: " + failure + "; open the store again", failure);
    }
  }

  /** Writes first and shows afterwards, so nobody reads what a crash could still undo. */
  private void store(Delta delta) {
    if (delta.isEmpty()) {
      return;
    }
    var line = DeltaFile.line(delta); // a delta that has no JSON form is refused here, with nothing written
    try {
      file.append(line);
      index.load(delta);
    } catch (IOException | RuntimeException | Error e) {
      failure = e; // the file and the index may differ now
      throw new StoreException.UnknownOutcome("the write to " + name + " failed: " + e, e);
    }
    changes.raise(delta);
  }

  private MemoryBackend open() {
    if (closed) {
      throw new StoreException.Closed(name);
    }
    return index;
  }

  @Override
  public Optional<Outcome> outcome(String stream, String key) {
    return open().outcome(stream, key);
  }

  @Override
  public List<Event> read(String stream, long fromSeq, int limit) {
    return open().read(stream, fromSeq, limit);
  }

  @Override
  public long lastSeq(String stream) {
    return open().lastSeq(stream);
  }

  @Override
  public Optional<Json> get(String key) {
    return open().get(key);
  }

  @Override
  public List<String> streams(String after, int limit) {
    return open().streams(after, limit);
  }

  @Override
  public List<Entry<Json>> entries(String prefix, String after, int limit) {
    return open().entries(prefix, after, limit);
  }

  @Override
  public Contents contents() {
    return open().contents();
  }

  @Override
  public long awaitChange(long seen, Duration atMost) throws InterruptedException {
    return changes.await(seen, atMost);
  }

  @Override
  public void close() {
    synchronized (writing) {
      closed = true;
      file.close();
    }
    changes.close();
  }
}
