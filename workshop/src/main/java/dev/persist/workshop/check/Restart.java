package dev.persist.workshop.check;

import dev.persist.workshop.Call.Holder;
import java.util.Optional;

/** Stops a server and starts it again. */
record Restart() implements Trial.Run {
  @Override
  public Optional<Flaw> of(Offices offices) throws Exception {
    var tape = new Tape("ann", "server");
    try (var scratch = new Scratch()) {
      var directory = scratch.path("store");
      try (var store = offices.open(directory)) {
        tape.ask(0, offices.over(store), Stages.sell(1, "ann"));
      }
      tape.note(1, "stops, and starts again");
      try (var store = offices.open(directory)) {
        tape.ask(0, offices.over(store), new Holder(Stages.SHOW, 1));
      }
    }
    return tape.flaw();
  }
}
