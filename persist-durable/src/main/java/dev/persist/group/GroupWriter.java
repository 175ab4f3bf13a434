package dev.persist.group;

import dev.persist.Commit;
import dev.persist.StoreException;
import dev.persist.spi.Decision;
import java.util.List;

/** Decides and stores groups of commits. Called only by the thread of a {@link GroupCommit}. */
public interface GroupWriter {
  /**
   * Decides {@code group}, chains of commits, in order with {@link Decision}. Stores the changes as one durable write,
   * and returns the decision.
   *
   * <p>When it throws anything but a {@link StoreException}, nothing was written, and another group may be. This does
   * not hold when the store is {@link #inDoubt}: then it is not called again.
   *
   * @throws StoreException.UnknownOutcome when the group may or may not have been written
   * @throws StoreException.Unavailable when nothing was written, whichever commits there were
   * @throws StoreException.Refused when nothing was written, and another group may be
   * @throws StoreException.Damaged as {@code Refused}
   */
  Decision write(List<List<Commit>> group);

  /**
   * Returns whether the engine was asked to make the last group durable, and {@link #write} has not returned since.
   * Allocates nothing.
   */
  boolean inDoubt();
}
