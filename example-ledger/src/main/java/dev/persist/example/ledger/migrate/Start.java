package dev.persist.example.ledger.migrate;

import dev.persist.Persist;
import dev.persist.example.ledger.Ledger;
import dev.persist.example.ledger.before.Ledger.Dump;
import dev.persist.migrate.DualRun;
import dev.persist.migrate.Genesis;
import java.time.InstantSource;
import java.util.List;

/** The start of a process while both versions run. The first start is the same as any other. */
public final class Start {
  /** The stream of the calls made since the import. */
  private static final String CALLS = "calls/ledger";

  private Start() {}

  /**
   * Imports what is not imported yet. Then fills the old version, which a restart has emptied, with what the new
   * version holds. So look at the differences before a restart: after it, the old version is wrong where the new
   * version was.
   *
   * <p>Each call is recorded in the stream {@code calls/ledger}, from which the next start learns the keys.
   *
   * @param dump what the old version held when it stopped running alone; the same at each start
   * @throws IllegalStateException when not all of {@code dump} can be imported
   */
  public static DualRun<Seam, SeamCall> both(Persist store, Dump dump, InstantSource clock) {
    var imported = new Genesis(store, "ledger").run(Openings.of(dump, clock.instant()));
    if (!imported.complete()) {
      throw new IllegalStateException("the store does not have all of the dump: " + imported);
    }
    var old = OldSeam.of(Dumps.of(store, store.log().read(CALLS).map(SeamCall.TYPES::read)));
    return new DualRun<Seam, SeamCall>(store, "ledger", clock, old, new NewSeam(new Ledger(store), clock))
        .recording(call -> store.log().append(CALLS, List.of(SeamCall.TYPES.write(call, clock.instant()))));
  }
}
