package dev.persist.migrate;

import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * How far a migration has come; the fold of its events.
 *
 * @param oldServes whether the old version serves
 * @param differences each once, in the order in which they came, never changed
 */
record Progress(boolean oldServes, Set<Difference> differences) {
  static final Progress START = new Progress(true, Set.of());

  /** An operator who has so many differences to look at needs no more. */
  static final int MOST_DIFFERENCES = 1_000;

  /** The events of a migration. Their names are storage format. */
  sealed interface Happened {
    record Differed(Difference difference) implements Happened {}

    record CutOver() implements Happened {}

    record RolledBack() implements Happened {}

    record Cleared() implements Happened {}
  }

  List<Happened> differ(Difference difference) {
    return differences.size() >= MOST_DIFFERENCES || differences.contains(difference)
        ? List.of()
        : List.of(new Happened.Differed(difference));
  }

  List<Happened> cutOver() {
    return oldServes && differences.isEmpty() ? List.of(new Happened.CutOver()) : List.of();
  }

  List<Happened> rollBack() {
    return oldServes ? List.of() : List.of(new Happened.RolledBack());
  }

  List<Happened> clear() {
    return differences.isEmpty() ? List.of() : List.of(new Happened.Cleared());
  }

  Progress after(Happened event) {
    return switch (event) {
      case Happened.Differed(var difference) -> {
        var more = new LinkedHashSet<>(differences);
        more.add(difference);
        yield new Progress(oldServes, Collections.unmodifiableSet(more));
      }
      case Happened.CutOver cutOver -> new Progress(false, differences);
      case Happened.RolledBack rolledBack -> new Progress(true, differences);
      case Happened.Cleared cleared -> new Progress(oldServes, Set.of());
    };
  }
}
