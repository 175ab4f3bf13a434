package dev.persist.conformance;

import dev.persist.migrate.DualRun;
import java.time.InstantSource;
import java.util.Map;
import java.util.TreeMap;

/** What the suites of a migration share: counters in memory, and as streams. */
abstract class MigrationSuite extends Suite {
  static final InstantSource CLOCK = InstantSource.fixed(AT);
  static final Map<String, Integer> DUMP = new TreeMap<>(Map.of("a", 1, "b", 2, "c", 3));

  MigrationSuite(ConformanceKit kit) {
    super(kit);
  }

  /** The seam: counters by name. */
  interface Counters {
    int add(String name, int amount);

    int read(String name);
  }

  /** The calls on it. */
  sealed interface Call {
    Integer on(Counters counters);

    record Add(String name, int amount) implements Call {
      @Override
      public Integer on(Counters counters) {
        return counters.add(name, amount);
      }
    }

    record Read(String name) implements Call {
      @Override
      public Integer on(Counters counters) {
        return counters.read(name);
      }
    }
  }

  /** Refuses to add 13. */
  static class InMemory implements Counters {
    final Map<String, Integer> counts = new TreeMap<>();

    @Override
    public int add(String name, int amount) {
      if (amount == 13) {
        throw new IllegalArgumentException("13 is refused");
      }
      return counts.merge(name, amount, Integer::sum);
    }

    @Override
    public int read(String name) {
      return counts.getOrDefault(name, 0);
    }
  }

  /** Both versions, and the run of both. */
  final class Both {
    final InMemory old = new InMemory();
    final InMemory candidate;
    DualRun<Counters, Call> run;

    Both(InMemory candidate) {
      this.candidate = candidate;
      this.run = new DualRun<>(store, "counters", CLOCK, old, candidate);
    }

    int add(String name, int amount) {
      return run.command(new Call.Add(name, amount), Call.Add::on);
    }

    int read(String name) {
      return run.query(new Call.Read(name), Call.Read::on);
    }
  }

  /** Adds twice to "b". */
  static InMemory planted() {
    return new InMemory() {
      @Override
      public int add(String name, int amount) {
        var once = super.add(name, amount);
        return name.equals("b") ? super.add(name, amount) : once;
      }
    };
  }
}
