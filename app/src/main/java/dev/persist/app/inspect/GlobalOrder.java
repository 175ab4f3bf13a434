package dev.persist.app.inspect;

import dev.persist.Persist;
import dev.persist.log.Prefix;
import dev.persist.log.Timeline;
import jakarta.inject.Inject;

/**
 * Every event of every stream, in commit order. The examples put nothing into {@link dev.persist.Event#GLOBAL}, and so need not pay
 * for it. What the inspector shows is the prefix of all streams: whoever commits, in whichever process, links what it appends.
 * Thread-safe.
 */
public final class GlobalOrder {
  private static final int AT_ONCE = 10_000;

  private final Persist store;

  @Inject
  GlobalOrder(Persist store) {
    this.store = store;
  }

  /**
   * Sees to it that every event is in the order. On a store that had events before, links these first, each stream's in its order,
   * which may take a while; a later call costs one read. Call it before the first request.
   */
  public void build() {
    while (store.log().prefix("").build(AT_ONCE) instanceof Prefix.Building) {
      // the next ones
    }
  }

  /** Returns the order. Positions count from 1, without gaps. */
  public Timeline timeline() {
    return store.log().timeline(store.log().prefix("").stream());
  }
}
