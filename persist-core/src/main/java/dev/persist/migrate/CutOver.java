package dev.persist.migrate;

import java.util.List;

/** The outcome of a cut-over. */
public sealed interface CutOver {
  /** From now on the candidate serves, and the old version follows. */
  record Done() implements CutOver {}

  /** Nothing changed: the versions differ. Mend the candidate, or say which differences are intended. */
  record Differing(List<Difference> differences) implements CutOver {
    /** Copies the list. */
    public Differing {
      differences = List.copyOf(differences);
    }
  }
}
