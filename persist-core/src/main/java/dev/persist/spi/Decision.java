package dev.persist.spi;

import dev.persist.Commit;
import dev.persist.CommitResult;
import java.util.ArrayList;
import java.util.List;

/**
 * What becomes of a group of commits, and what that changes.
 *
 * @param results for each chain of the group, in order, what {@link Backend#commitInOrder} returns
 * @param delta what all of them together change
 */
public record Decision(List<List<CommitResult>> results, Delta delta) {
  /**
   * Decides a group of chains of commits in list order, each commit seeing what those before it wrote. This is the one place
   * that says what a commit means: id first, then guards, then ops. A pure function of its arguments.
   *
   * @param group the chains: the commits of each depend on those before them, as those of {@link Backend#commitInOrder}
   */
  public static Decision of(List<List<Commit>> group, StoreState before) {
    var overlay = new Overlay(before);
    var results = group.stream().map(chain -> chain(chain, overlay)).toList();
    return new Decision(results, overlay.delta());
  }

  private static List<CommitResult> chain(List<Commit> chain, Overlay overlay) {
    var results = new ArrayList<CommitResult>();
    var unbroken = true;
    for (var commit : chain) {
      var earlier = overlay.earlier(commit);
      if (earlier.isEmpty() && !unbroken) {
        break;
      }
      var result = earlier.orElseGet(() -> overlay.decide(commit));
      unbroken &= result instanceof CommitResult.Committed;
      results.add(result);
    }
    return results;
  }
}
