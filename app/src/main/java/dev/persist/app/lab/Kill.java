package dev.persist.app.lab;

import dev.persist.app.demo.Code;
import dev.persist.app.demo.Lanes;
import dev.persist.app.lab.About.Parameter;
import dev.persist.app.lab.Result.Count;
import dev.persist.app.lab.Result.Side;
import dev.persist.example.bookings.Bookings;
import dev.persist.verify.Verify;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A process that writes is killed. */
final class Kill implements Experiment {
  private final Class<?> program;

  Kill() {
    this(Writer.class);
  }

  /** Kills {@code program}, which takes the arguments of {@link Writer}. */
  Kill(Class<?> program) {
    this.program = program;
  }

  @Override
  public About about() {
    return new About("kill", "A process that is killed while it writes",
        "Another process books seats, several at a time, and says each seat that it was told. In the middle of that it is killed, as"
            + " kill -9 does, so it has no time to save anything. Then the bookings are opened again, in this process, and each"
            + " seat that was told is looked for.",
        About.DURABLE, List.of(new Parameter("seats", "Seats before the kill", 1, 2_000, 200),
            new Parameter("writers", "Bookings at a time", 1, 8, 4)));
  }

  @Override
  public Result run(Bench bench) throws Exception {
    var before = before(bench, killed(bench, "map"));
    var told = killed(bench, bench.url());
    bench.says("The store is opened again.");
    return new Result(before, after(bench, told));
  }

  /** Returns whom the process told that they have a seat, before it was killed. */
  private List<String> killed(Bench bench, String where) throws Exception {
    try (var child = new Child(bench.directory(), program, where, "" + bench.number("writers"))) {
      bench.says("Process " + child.pid() + " books on " + (where.equals("map") ? "the map." : "persist."));
      child.awaitLines(bench.number("seats"));
      var told = child.kill();
      bench.says("It is killed. It has told " + told.size() + " people that they have a seat.");
      return told;
    }
  }

  private static Side before(Bench bench, List<String> told) {
    var again = new dev.persist.example.bookings.before.Bookings((talk, actor) -> {});
    var roster = again.dump().getOrDefault(Writer.TALK,
        new dev.persist.example.bookings.before.Bookings.Dump("", 1, Map.of()));
    bench.says("Another process begins, with a new map.");
    return side(told, Set.copyOf(roster.actors().values()), 0, "A map lives in its process, and ends with it.",
        Code.part("example-bookings/src/main/java/dev/persist/example/bookings/before/Bookings.java",
            "int take(String actor) {", "return seat;"));
  }

  private static Side after(Bench bench, List<String> told) {
    var there = new Bookings(bench.store()).roster(Writer.TALK).value().seats().keySet();
    var problems = new ArrayList<String>();
    try (var contents = bench.store().contents()) {
      Verify.each(contents, Optional.empty(), problems::add);
    }
    return side(told, there, problems.size(), "The store was verified from its first byte to its last.",
        Code.part("persist-durable/src/main/java/dev/persist/group/GroupCommit.java", "decision = groups.write(",
            "changes.raise("));
  }

  private static Side side(List<String> told, Set<String> there, long problems, String fact, Code code) {
    var lost = told.stream().filter(actor -> !there.contains(actor)).count();
    var untold = there.size() - (told.size() - lost);
    return new Side(lost == 0 && problems == 0,
        "Of " + told.size() + " people who were told that they have a seat, " + (lost == 0 ? "all" : told.size() - lost)
            + " have it.",
        List.of(Count.of("told", told.size()), Count.of("there", there.size()), Count.harm("lost", lost),
            Count.of("there, but not told any more", untold), Count.harm("damaged", problems)),
        List.of(fact), Lanes.NONE, List.of(code));
  }
}
