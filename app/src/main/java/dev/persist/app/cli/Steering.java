package dev.persist.app.cli;

import dev.persist.app.operation.Readers;
import dev.persist.feed.Subscription;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** A command that steers a subscription. */
abstract class Steering extends StoreCommand {
  @Parameters(index = "0", paramLabel = "NAME", description = "The subscription.") private String name = "";

  Steering(Shell shell) {
    super(shell);
  }

  /** Returns the commands. */
  static List<Steering> commands(Shell shell) {
    return List.of(new Pause(shell), new Resume(shell), new Skip(shell), new Reset(shell));
  }

  /** Steers {@code subscription}, and returns what to say. */
  abstract String steer(Subscription subscription);

  @Override
  final int run(Output out) {
    try (var store = open()) {
      var subscription = Readers.subscription(store, name);
      if (subscription.isEmpty()) {
        return no("no subscription \"" + name + "\" is registered; persist subscriptions lists those there are");
      }
      var said = steer(subscription.get());
      out.line(Map.of("subscription", name, "done", said), Output.safe(name), said);
    }
    return DONE;
  }
}

/** Pauses it. */
@Command(name = "pause", description = "Stops the handling of events until resume.", footer = {
    "", "Example: persist subscriptions pause letters"})
final class Pause extends Steering {
  Pause(Shell shell) {
    super(shell);
  }

  @Override
  String steer(Subscription subscription) {
    subscription.pause();
    return "paused";
  }
}

/** Lets it go on. */
@Command(name = "resume", description = "Goes on after a pause; after a stop, tries the same event again.", footer = {
    "", "Example: persist subscriptions resume letters"})
final class Resume extends Steering {
  Resume(Shell shell) {
    super(shell);
  }

  @Override
  String steer(Subscription subscription) {
    subscription.resume();
    return "resumed";
  }
}

/** Lets it go on after the event at which it stopped. */
@Command(name = "skip", description = "Goes on after the event at which it stopped, without handling it.", footer = {
    "", "Example: persist subscriptions skip letters"})
final class Skip extends Steering {
  Skip(Shell shell) {
    super(shell);
  }

  @Override
  String steer(Subscription subscription) {
    return subscription.skip()
        .map(stop -> "skipped event " + stop.seq() + " of " + Output.safe(stop.stream()))
        .orElse("had not stopped; nothing was changed");
  }
}

/** Sets it to a place. */
@Command(name = "reset", description = "Goes on after an event: with 0 it handles all events again.", footer = {
    "", "Example: persist subscriptions reset letters book/dune 0"})
final class Reset extends Steering {
  @Parameters(index = "1", paramLabel = "STREAM", description = "A stream that it follows.") private String stream = "";

  @Parameters(index = "2", paramLabel = "SEQ", description = "The seq of the last event not to handle.") private long seq;

  Reset(Shell shell) {
    super(shell);
  }

  @Override
  String steer(Subscription subscription) {
    subscription.reset(stream, seq);
    return "goes on after event " + seq + " of " + Output.safe(stream);
  }
}
