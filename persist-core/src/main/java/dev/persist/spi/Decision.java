package dev.persist.spi;

import dev.persist.Commit;
import dev.persist.CommitResult;
import java.util.ArrayList;
import java.util.List;

/**
 * The results of a group of commits, and what the group changes.
 *
 * @param results for each chain of the group, in order, what {@link Backend#commitInOrder} returns
 * @param delta what all commits of the group change together
 */
public record Decision(List<List<CommitResult>> results, Delta delta) {
  /**
   * Decides a group of chains of commits, in list order. Each commit sees what the commits before it wrote. This is the
   * one place that defines what a commit means: first its id, then its guards, then its ops. A pure function of its
   * arguments.
   *
   * @param group the chains; in each, a commit depends on those before it, as in {@link Backend#commitInOrder}
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
