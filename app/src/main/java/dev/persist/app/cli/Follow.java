package dev.persist.app.cli;

import dev.persist.StoreException;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Copies a store to another one while others write to it. */
@Command(name = "follow", description = {"Copies a store to another one while others write to the first.",
    "It goes on until it is told to stop. Then stop the writers, and end with copy, which makes the target whole."}, footer = {
        "", "Example: persist follow sqlite:./shop --until 1000 --url postgresql://127.0.0.1/shop"})
final class Follow extends StoreCommand {
  @Mixin private CopyOptions options = new CopyOptions();

  @Option(names = "--until", paramLabel = "COUNT", description = "End after a pass that copied at most so many parts.") private long until = -1;

  Follow(Shell shell) {
    super(shell);
  }

  @Override
  int run(Output out) throws InterruptedException {
    try (var source = movable(url()); var target = options.open()) {
      closeAtExit(target);
      var copy = options.of(url(), source, target);
      while (true) {
        long copied;
        try (var progress = progress()) {
          copied = copy.pass(progress);
        }
        out.line(Map.of("copied", copied), "copied " + copied);
        out.flush();
        if (copied <= until) {
          return DONE;
        }
        TimeUnit.SECONDS.sleep(1);
      }
    } catch (StoreException.Closed e) {
      return DONE; // told to stop
    }
  }
}
