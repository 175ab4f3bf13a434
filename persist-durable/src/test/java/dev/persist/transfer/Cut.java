package dev.persist.transfer;

import dev.persist.conformance.DelegatingBackend;
import dev.persist.spi.Delta;
import dev.persist.spi.Movable;

/** A store that fails at one load, before or after it took effect. */
final class Cut extends DelegatingBackend {
  private final boolean after;
  private int left;

  /** What it throws. */
  static final class CutOff extends RuntimeException {
    private static final long serialVersionUID = 1;
  }

  Cut(Movable store, int loads, boolean after) {
    super(store);
    this.left = loads;
    this.after = after;
  }

  boolean isOver() {
    return left < 0;
  }

  @Override
  public void load(Delta delta) {
    left--;
    if (left >= 0) {
      super.load(delta);
      return;
    }
    if (after) {
      super.load(delta);
    }
    throw new CutOff();
  }
}
