package dev.persist.crash;

import dev.persist.Commit;
import dev.persist.NewEvent;
import dev.persist.Op;
import dev.persist.memory.MemoryBackend;
import dev.persist.spi.Backend;
import dev.persist.spi.Decision;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** Bugs that a store may have on any engine, each of which {@link CrashOracle} must report. */
public enum Planted {
  /** Answers from memory, and stores each commit a while later: how many a kill takes is no matter of timing. */
  ACKNOWLEDGES_BEFORE_COMMITTING {
    private static final int BEHIND = 50;

    @Override
    Backend in(Backend stored) {
      var memory = copy(stored);
      var behind = new ArrayDeque<Commit>();
      return new Tampered(memory, commit -> {
        synchronized (memory) {
          behind.add(commit);
          if (behind.size() > BEHIND) {
            stored.commit(behind.remove());
          }
          return memory.commit(commit);
        }
      });
    }
  },

  /** Acknowledges what it never stores, once in a while. */
  LOSES_EVERY_10TH_COMMIT {
    @Override
    Backend in(Backend stored) {
      var count = new AtomicInteger();
      return new Tampered(stored, commit -> count.incrementAndGet() % 10 == 0
          ? Decision.of(List.of(List.of(commit)), new Tampered.State(stored)).results().getFirst().getFirst()
          : stored.commit(commit));
    }
  },

  /** Stores the log's half of a commit, then that of the keys; stops between them. */
  SPLITS_A_COMMIT {
    @Override
    Backend in(Backend stored) {
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

  /** Stores what a commit with an id writes, but not that it was written. */
  FORGETS_IDS {
    @Override
    Backend in(Backend stored) {
      return new Tampered(stored,
          commit -> stored.commit(new Commit(Optional.empty(), commit.guards(), commit.ops())));
    }
  };

  abstract Backend in(Backend stored);

  /** Returns the URL of the store at {@code url} with this bug. */
  public String in(String url) {
    return "planted:" + name() + ":" + url;
  }

  private static MemoryBackend copy(Backend stored) {
    var memory = new MemoryBackend();
    var all = Commit.builder();
    for (var stream : stored.streams("", Integer.MAX_VALUE)) {
      stored.read(stream, 1, Integer.MAX_VALUE)
          .forEach(event -> all.append(stream, new NewEvent(event.type(), event.at(), event.data(), event.meta())));
    }
    stored.keys("", "", Integer.MAX_VALUE).forEach(key -> all.put(key, stored.get(key).orElseThrow()));
    memory.commit(all.build());
    return memory;
  }
}
