package dev.persist.app.lab;

import dev.persist.Persist;
import dev.persist.app.demo.Code;
import dev.persist.app.demo.Interleaving;
import dev.persist.app.lab.Result.Count;
import dev.persist.app.lab.Result.Side;
import dev.persist.example.bookings.Bookings;
import dev.persist.verify.Verify;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A process that books seats, cut off in the middle, and what is there after it. */
final class Cut {
  private Cut() {}

  /** Has {@code program}, which takes the arguments of {@link Writer}, book {@code where}, and kills it; returns the people to whom it promised a seat. */
  static List<String> kill(Bench bench, Class<?> program, String where) throws Exception {
    try (var child = new Child(bench.directory(), program, where, "" + bench.number("writers"))) {
      bench.says("Process " + child.pid() + " books on "
          + (where.equals(Writer.MAP) ? "a map." : where.startsWith(Writer.FILE) ? "a map with a file." : "persist."));
      child.awaitLines(bench.number("seats"));
      var told = child.kill();
      bench.says("It is killed. It has told " + told.size() + " people that they have a seat.");
      return told;
    }
  }

  /** Looks what is there of the bookings on {@code store}. */
  static Side opened(Persist store, List<String> told) {
    var there = new Bookings(store).roster(Writer.TALK).value().seats().keySet();
    var problems = new ArrayList<String>();
    try (var contents = store.contents()) {
      Verify.each(contents, Optional.empty(), problems::add);
    }
    return side(told, there, problems.size(),
        "All that the store holds was read and verified: events, values and outcomes.",
        Code.part("persist-durable/src/main/java/dev/persist/group/GroupCommit.java", "Decision decision;",
            "changes.raise("));
  }

  /** Says how many of the people who were told that they have a seat have one. */
  static String verdict(long told, long lost) {
    return told + " people were told that they have a seat, and "
        + (lost == 0
            ? "all of them have it."
            : lost == told ? "none of them has it." : told - lost + " of them have it.");
  }

  /** Compares the people who were told that they have a seat with the people who have one. */
  static Side side(List<String> told, Set<String> there, long problems, String fact, Code code) {
    var lost = told.stream().filter(actor -> !there.contains(actor)).count();
    var untold = there.size() - (told.size() - lost);
    return new Side(lost == 0 && problems == 0, verdict(told.size(), lost),
        List.of(Count.of("told", told.size()), Count.of("there", there.size()), Count.harm("lost", lost),
            Count.of("there, but not told any more", untold), Count.harm("damaged", problems)),
        List.of(fact), Interleaving.NONE, List.of(code));
  }
}
