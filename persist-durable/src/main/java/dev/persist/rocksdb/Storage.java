package dev.persist.rocksdb;

import dev.persist.Commit;
import dev.persist.Json;
import dev.persist.group.GroupWriter;
import dev.persist.ordered.EventCodec;
import dev.persist.ordered.Head;
import dev.persist.ordered.Layout;
import dev.persist.spi.Decision;
import dev.persist.spi.Delta;
import dev.persist.spi.Outcome;
import dev.persist.spi.Recent;
import dev.persist.spi.StoreState;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;

/** The writer's side of the store: the state it decides on, and how it stores a decision. Not thread-safe. */
class Storage implements StoreState, GroupWriter {
  private static final int CACHED_HEADS = 100_000;

  private final Database database;

  /** The heads of the streams written last: reading a head for each append would halve the rate. */
  private final Map<String, Head> heads = new Recent<>(CACHED_HEADS);

  /** Whether RocksDB was asked to write, so that the heads may differ from those it has. */
  private boolean writing;

  Storage(Database database) {
    this.database = database;
  }

  @Override
  public long lastSeq(String stream) {
    return head(stream).lastSeq();
  }

  @Override
  public Optional<Json> get(String key) {
    return database.value(key);
  }

  @Override
  public Optional<Outcome> outcome(String stream, String key) {
    return database.outcome(stream, key);
  }

  @Override
  public Decision write(List<List<Commit>> group) {
    writing = false;
    var decision = Decision.of(group, this);
    if (!decision.delta().isEmpty()) {
      store(decision.delta());
    }
    writing = false;
    return decision;
  }

  @Override
  public boolean inDoubt() {
    return writing;
  }

  /** Writes {@code delta} as {@link dev.persist.spi.Movable#load} does. */
  void load(Delta delta) {
    store(delta);
  }

  /** Stores {@code delta} as one batch and returns once it is synced. */
  private void store(Delta delta) {
    try (var batch = new WriteBatch()) {
      var changed = fill(batch, delta);
      writing = true;
      database.write(batch);
      heads.putAll(changed);
    } catch (RocksDBException e) {
      throw new IllegalStateException(e.getMessage(), e);
    }
  }

  /** Puts {@code delta} into {@code batch}, and returns the heads that it changes. */
  private Map<String, Head> fill(WriteBatch batch, Delta delta) throws RocksDBException {
    var changed = new HashMap<String, Head>();
    for (var event : delta.events()) {
      batch.put(Layout.event(event.stream(), event.seq()), EventCodec.write(event));
      changed.compute(event.stream(), (stream, head) -> (head == null ? head(stream) : head).appended(event.seq()));
    }
    for (var truncation : delta.truncated().entrySet()) {
      var stream = truncation.getKey();
      var through = truncation.getValue();
      var head = changed.containsKey(stream) ? changed.get(stream) : head(stream);
      if (through > head.truncated()) {
        batch.deleteRange(Layout.event(stream, head.truncated() + 1), Layout.event(stream, through + 1));
        changed.put(stream, head.truncated(through));
      }
    }
    for (var head : changed.entrySet()) {
      batch.put(Layout.head(head.getKey()), head.getValue().write());
    }
    for (var value : delta.values().entrySet()) {
      if (value.getValue().isPresent()) {
        batch.put(Layout.value(value.getKey()), value.getValue().get().toBytes());
      } else {
        batch.delete(Layout.value(value.getKey()));
      }
    }
    for (var forgotten : delta.forgotten().entrySet()) {
      for (var key : database.forgotten(forgotten.getKey(), forgotten.getValue())) {
        batch.delete(key);
      }
    }
    for (var outcome : delta.outcomes()) {
      batch.put(Layout.outcome(outcome.id().stream(), outcome.id().key()), EventCodec.write(outcome));
    }
    return changed;
  }

  private Head head(String stream) {
    return heads.computeIfAbsent(stream, database::head);
  }
}
