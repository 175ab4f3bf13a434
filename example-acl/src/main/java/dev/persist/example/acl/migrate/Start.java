package dev.persist.example.acl.migrate;

import dev.persist.Persist;
import dev.persist.example.acl.AccessControl;
import dev.persist.migrate.DualRun;
import dev.persist.migrate.Genesis;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;

/** The start of a process while both versions run. The first start is the same as any other. */
public final class Start {
  private Start() {}

  /**
   * Imports what is not imported yet. Then fills the old version, which a restart has emptied, with what the new
   * version holds. So look at the differences before a restart: after it, the old version is wrong where the new
   * version was.
   *
   * @param dump what the old version held when it stopped running alone; the same at each start
   * @throws IllegalStateException when not all of {@code dump} can be imported
   */
  public static DualRun<Seam, SeamCall> both(Persist store, Map<String, Set<String>> dump, InstantSource clock) {
    var imported = new Genesis(store, "acl").run(Openings.of(dump, clock.instant()));
    if (!imported.complete()) {
      throw new IllegalStateException("the store does not have all of the dump: " + imported);
    }
    var acl = new AccessControl(store);
    var old = OldSeam.of(Dumps.of(acl, clock.instant()));
    return new DualRun<>(store, "acl", clock, old, new NewSeam(acl, clock));
  }
}
