package dev.persist.app.lab;

import dev.persist.app.demo.Code;
import dev.persist.app.lab.About.Parameter;
import dev.persist.app.lab.Result.Side;
import java.util.List;
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
        "Another process books seats, several at a time, and prints each seat that it was promised. In the middle of that it is killed, as"
            + " kill -9 does, so it has no time to save anything. Then the store is opened again, in this process, and each seat"
            + " that was promised is looked for; of a map, there is nothing to open.",
        About.DURABLE, List.of(new Parameter("seats", "Seats before the kill", 1, 2_000, 200),
            new Parameter("writers", "Bookings at a time", 1, 8, 4)));
  }

  @Override
  public Result run(Bench bench) throws Exception {
    var before = before(Cut.kill(bench, program, Writer.MAP));
    var told = Cut.kill(bench, program, bench.url());
    bench.says("The store is opened again.");
    return new Result(before, Cut.opened(bench.store(), told));
  }

  private static Side before(List<String> told) {
    return Cut.side(told, Set.of(), 0, "A map lives in its process, and ends with it: there is nothing to open again.",
        Code.part("example-bookings/src/main/java/dev/persist/example/bookings/before/Bookings.java",
            "int take(String actor) {", "return seat;"));
  }
}
