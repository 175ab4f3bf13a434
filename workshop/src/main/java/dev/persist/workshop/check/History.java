package dev.persist.workshop.check;

import java.util.List;

/**
 * What callers did, step by step, in the order of time.
 *
 * @param lanes the callers
 */
public record History(List<String> lanes, List<Step> steps) {
  /**
   * One step of one caller.
   *
   * @param lane the place of the caller, from 0
   * @param bad whether it shows the fault
   */
  public record Step(int lane, String text, boolean bad) {}

  /** Copies the lists. */
  public History {
    lanes = List.copyOf(lanes);
    steps = List.copyOf(steps);
  }
}
