package dev.persist.app.cli;

import dev.persist.app.operation.Readers;
import dev.persist.feed.Activity;
import dev.persist.feed.Subscription;
import java.util.LinkedHashMap;
import java.util.Map;
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
      Readers.subscriptions(store).forEach((name, subscription) -> print(out, name, subscription));
    }
    return DONE;
  }

  private void print(Output out, String name, Subscription subscription) {
    var status = subscription.status();
    var activity = status.activity(shell.clock().instant());
    var document = new LinkedHashMap<String, Object>(
        Map.of("subscription", name, "seqs", status.seqs(), "lag", status.lag(),
            "activity", word(activity)));
    status.stopped().ifPresent(stop -> document.put("stopped", stop));
    status.trouble().ifPresent(trouble -> document.put("trouble", trouble));
    out.line(document, Output.safe(name), out.in(color(activity), text(activity)), "lag " + status.lag(),
        Output.safe(status.seqs().toString()));
  }

  private static String word(Activity activity) {
    return switch (activity) {
      case Activity.Running running -> "running";
      case Activity.Paused paused -> "paused";
      case Activity.Unattended unattended -> "unattended";
      case Activity.Retrying retrying -> "retrying";
      case Subscription.Stopped stopped -> "stopped";
    };
  }

  private static String color(Activity activity) {
    return activity instanceof Activity.Running ? "green" : "yellow";
  }

  private static String text(Activity activity) {
    return switch (activity) {
      case Activity.Retrying(var fence, var error, var since) -> "retrying since " + since + ": " + Output.safe(error);
      case Subscription.Stopped(var stream, var seq, var error, var at) -> "stopped at event " + seq + " of "
          + Output.safe(stream) + " (" + at + "): " + Output.safe(error);
      case Activity other -> word(other);
    };
  }
}
