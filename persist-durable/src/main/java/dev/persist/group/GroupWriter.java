package dev.persist.group;

import dev.persist.Commit;
import dev.persist.StoreException;
import dev.persist.spi.Decision;
import java.util.BitSet;
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
   * @throws Apart when nothing was written, and some of the chains are better written without the others
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

  /**
   * Says that other processes are in the way of some chains of a group. Nothing was written. The caller writes the other chains
   * first, and these as a group of their own.
   */
  final class Apart extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final BitSet chains;

    /**
     * Creates it.
     *
     * @param chains the indices of these chains: at least one and not all of the group, or it would be split for ever
     */
    public Apart(BitSet chains) {
      super("other writers are in the way of the chains " + chains);
      this.chains = (BitSet) chains.clone();
    }

    /** Returns whether others are in the way of the chain with this index in the group. */
    public boolean has(int chain) {
      return chains.get(chain);
    }
  }
}
