package dev.persist.app.lab;

import dev.persist.app.demo.Code;
import dev.persist.app.lab.About.Parameter;
import dev.persist.app.lab.Result.Side;
import java.util.List;
import java.util.Map;
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
    var before = before(bench, Cut.kill(bench, program, Writer.MAP));
    var told = Cut.kill(bench, program, bench.url());
    bench.says("The store is opened again.");
    return new Result(before, Cut.opened(bench.store(), told));
  }

  private static Side before(Bench bench, List<String> told) {
    var again = new dev.persist.example.bookings.before.Bookings((talk, actor) -> {});
    var roster = again.dump()
        .getOrDefault(Writer.TALK,
            new dev.persist.example.bookings.before.Bookings.Dump("", 1, Map.of()));
    bench.says("Another process begins, with a new map.");
    return Cut.side(told, Set.copyOf(roster.actors().values()), 0, "A map lives in its process, and ends with it.",
        Code.part("example-bookings/src/main/java/dev/persist/example/bookings/before/Bookings.java",
            "int take(String actor) {", "return seat;"));
  }
}
