package dev.persist.app.cli;

import dev.persist.app.operation.Readers;
import dev.persist.app.operation.SubscriptionReport;
import dev.persist.feed.Activity;
import dev.persist.feed.Subscription;
import picocli.CommandLine.Command;

/** Lists subscriptions. */
@Command(name = "subscriptions", description = {
    "Lists the registered subscriptions: where each is, how far it lags, and why it does not run.",
    "The commands below steer one."}, footer = {"", "Example: persist subscriptions --json"})
final class Subscriptions extends StoreCommand {
  Subscriptions(Shell shell) {
    super(shell);
  }

  @Override
  int run(Output out) {
    try (var store = open()) {
      Readers.subscriptions(store)
          .forEach((name, each) -> print(out, name, SubscriptionReport.of(each, shell.clock().instant())));
    }
    return DONE;
  }

  private static void print(Output out, String name, SubscriptionReport report) {
    out.line(report.document(), Output.safe(name), out.in(color(report.activity()), text(report)),
        "lag " + report.status().lag(), Output.safe(report.seqs().toString()));
  }

  private static String color(Activity activity) {
    return activity instanceof Activity.Running ? "green" : "yellow";
  }

  private static String text(SubscriptionReport report) {
    return switch (report.activity()) {
      case Activity.Retrying(var fence, var error, var since) -> "retrying since " + since + ": " + Output.safe(error);
      case Subscription.Stopped(var stream, var seq, var error, var at) -> "stopped at event " + seq + " of "
          + Output.safe(stream) + " (" + at + "): " + Output.safe(error);
      case Activity other -> report.word();
    };
  }
}
