package dev.persist.app.cli;

import dev.persist.transfer.Totals;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Copies a store to another one. */
@Command(name = "copy", description = {"Copies a store to another one, of any engine, and makes the target whole.",
    "Nobody may write to the source during the copy, or a write may be missing. To copy under writers, begin with follow."}, footer = {
        "", "Example: persist copy postgresql://127.0.0.1/shop --url sqlite:./shop"})
final class CopyCommand extends StoreCommand {
  @Mixin private CopyOptions options = new CopyOptions();

  CopyCommand(Shell shell) {
    super(shell);
  }

  @Override
  int run(Output out) {
    try (var source = movable(url()); var target = options.open(); var progress = progress()) {
      var copy = options.of(url(), source, target);
      copy.pass(progress);
      copy.finish();
      try (var contents = target.contents()) {
        TotalsLine.print(out, Totals.of(contents));
      }
    }
    return DONE;
  }
}
