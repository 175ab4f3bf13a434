package dev.persist.spi;

import dev.persist.Commit;
import dev.persist.CommitResult;
import java.util.List;

/**
 * What becomes of a group of commits, and what that changes.
 *
 * @param results one for each commit, in order
 * @param delta what all of them together change
 */
public record Decision(List<CommitResult> results, Delta delta) {
  /**
   * Decides a group of commits in list order, each seeing what those before it wrote. This is the one place that says
   * what a commit means: id first, then guards, then ops. A pure function of its arguments.
   */
  public static Decision of(List<Commit> group, StoreState before) {
    var overlay = new Overlay(before);
    var results = group.stream().map(overlay::decide).toList();
    return new Decision(results, overlay.delta());
  }
}
