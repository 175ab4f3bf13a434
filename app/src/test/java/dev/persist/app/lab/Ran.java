package dev.persist.app.lab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.persist.app.demo.Interleaving;
import dev.persist.app.lab.Result.Side;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;

/** Runs experiments as the lab does. */
final class Ran {
  /** A side that shows nothing. */
  static final Side NOTHING = new Side(true, "", List.of(), List.of(), Interleaving.NONE, List.of());

  private Ran() {}

  /** Runs {@code experiment} in {@code within}, where it leaves nothing, and returns what it has shown. */
  static Result of(Experiment experiment, Path within, String engine, Map<String, Integer> numbers) throws Exception {
    try (var lab = new Lab(List.of(experiment), InstantSource.system(), within, Duration.ofMinutes(2))) {
      var name = experiment.about().name();
      lab.start("ann", name, engine, numbers);
      var ran = await(lab, "ann", name);
      assertThat(ran.failed()).isEmpty();
      try (var left = Files.list(within)) {
        assertThat(left).isEmpty();
      }
      var result = ran.result().orElseThrow();
      for (var side : List.of(result.before(), result.after())) {
        assertThat(side.code()).isNotEmpty().allSatisfy(code -> assertThat(code.lines()).hasSizeBetween(3, 16));
      }
      return result;
    }
  }

  /** Waits until the run of {@code user} has ended. */
  static Run.Seen await(Lab lab, String user, String experiment) throws InterruptedException {
    while (true) {
      var changes = lab.awaitChange(-1, Duration.ZERO);
      var seen = lab.seen(user, experiment).last().orElseThrow();
      if (!seen.runs()) {
        return seen;
      }
      lab.awaitChange(changes, Duration.ofSeconds(1));
    }
  }
}
