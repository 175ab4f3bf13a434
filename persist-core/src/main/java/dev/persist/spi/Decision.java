package dev.persist.spi;

import dev.persist.Commit;
import dev.persist.CommitResult;
import dev.persist.Guard;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

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

  /** Returns the streams that a guard of {@code group} expects to be empty. An engine may guess that they are. */
  public static Set<String> expectedAbsent(List<List<Commit>> group) {
    return group.stream()
        .flatMap(List::stream)
        .flatMap(commit -> commit.guards().stream())
        .flatMap(guard -> guard instanceof Guard.StreamAt(var stream, var seq) && seq == 0
            ? Stream.of(stream)
            : Stream.empty())
        .collect(Collectors.toSet());
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
