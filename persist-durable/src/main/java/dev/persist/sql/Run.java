package dev.persist.sql;

import dev.persist.spi.Link;
import java.util.ArrayList;
import java.util.List;

/** Consecutive events of one stream. To find them one by one takes a database longer than the rest of its work. */
record Run(String stream, long first, long last) {
  /** Returns {@code links}, in their order, as the smallest number of runs. */
  static List<Run> of(List<Link> links) {
    var runs = new ArrayList<Run>();
    for (var link : links) {
      var run = runs.isEmpty() ? null : runs.getLast();
      if (run != null && link.seq() - 1 == run.last && link.stream().equals(run.stream)) {
        runs.set(runs.size() - 1, new Run(run.stream, run.first, link.seq()));
      } else {
        runs.add(new Run(link.stream(), link.seq(), link.seq()));
      }
    }
    return runs;
  }
}
