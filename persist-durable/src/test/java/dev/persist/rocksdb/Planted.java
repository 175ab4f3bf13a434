package dev.persist.rocksdb;

import dev.persist.Commit;
import dev.persist.Op;
import dev.persist.memory.MemoryBackend;
import dev.persist.spi.Backend;
import dev.persist.spi.Decision;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;

/** Stores with one bug each, which {@link CrashOracle} must report; and the one without. */
enum Planted {
  NOTHING {
    @Override
    Backend open(Path path, long buffer) {
      return sound(path, buffer);
    }
  },

  /** Answers from memory while the store is still writing. */
  ACKNOWLEDGES_BEFORE_COMMITTING {
    @Override
    Backend open(Path path, long buffer) {
      var stored = sound(path, buffer);
      var memory = new MemoryBackend();
      ExecutorService behind = Executors.newSingleThreadExecutor();
      return new Tampered(memory, commit -> {
        synchronized (memory) {
          behind.execute(() -> stored.commit(commit));
          return memory.commit(commit);
        }
      });
    }
  },

  /** Acknowledges what it never stores, once in a while. */
  LOSES_EVERY_100TH_COMMIT {
    @Override
    Backend open(Path path, long buffer) {
      var stored = sound(path, buffer);
      var count = new AtomicInteger();
      return new Tampered(stored, commit -> count.incrementAndGet() % 100 == 0
          ? Decision.of(List.of(commit), new Tampered.State(stored)).results().getFirst()
          : stored.commit(commit));
    }
  },

  /** Stores the log's half of a commit, then that of the keys; stops between them. */
  SPLITS_A_COMMIT {
    @Override
    Backend open(Path path, long buffer) {
      var stored = sound(path, buffer);
      var count = new AtomicInteger();
      return new Tampered(stored, commit -> {
        var keys = commit.ops().stream().filter(op -> op instanceof Op.Put || op instanceof Op.Delete).toList();
        var events = commit.ops().stream().filter(op -> !keys.contains(op)).toList();
        var result = stored.commit(new Commit(commit.id(), commit.guards(), events));
        if (!keys.isEmpty() && count.incrementAndGet() == 20) {
          Runtime.getRuntime().halt(9);
        }
        stored.commit(new Commit(Optional.empty(), List.of(), keys));
        return result;
      });
    }
  },

  /** Forgets how far a stream is when it is opened, so that it gives out the same seqs again. */
  REUSES_SEQS_AFTER_RESTART {
    @Override
    Backend open(Path path, long buffer) {
      forget(path, Layout.head("shared"));
      return sound(path, buffer);
    }
  },

  /** Stores what a commit with an id writes, but not that it was written. */
  FORGETS_IDS {
    @Override
    Backend open(Path path, long buffer) {
      var stored = sound(path, buffer);
      return new Tampered(stored,
          commit -> stored.commit(new Commit(Optional.empty(), commit.guards(), commit.ops())));
    }
  };

  abstract Backend open(Path path, long buffer);

  private static Backend sound(Path path, long buffer) {
    return new RocksDbBackend(Database.open(path, () -> Database.options().setWriteBufferSize(buffer)));
  }

  private static void forget(Path path, byte[] row) {
    try (var options = new Options()) {
      if (Files.exists(path.resolve("CURRENT"))) {
        try (var rocks = RocksDB.open(options, path.toString())) {
          rocks.delete(row);
        }
      }
    } catch (RocksDBException e) {
      throw new IllegalStateException(e);
    }
  }
}
