package dev.persist.workshop.check;

import dev.persist.Persist;
import dev.persist.conformance.Killed;
import dev.persist.conformance.Program;
import dev.persist.workshop.Call.Admit;
import dev.persist.workshop.Office;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Lets people in until the process is killed with {@code kill -9}, then asks for each of them again. */
record Kill() implements Trial.Run {
  private static final int LINES = 12;

  /** The process: lets in one seat after the other at the office whose class is its argument. */
  public static final class Door implements Program {
    @Override
    public void run(Persist store, Consumer<String> say, List<String> args) throws Exception {
      var office = new Offices(Class.forName(args.getFirst()).asSubclass(Office.class)).over(store);
      for (var seat = 1; seat <= 100_000; seat++) {
        say.accept(seat + " " + office.admit(Stages.SHOW, seat));
      }
    }
  }

  @Override
  public Optional<Flaw> of(Offices offices) throws Exception {
    try (var scratch = new Scratch()) {
      var url = "rocksdb:" + scratch.path("store");
      var said = Killed.inProcess(Door.class, LINES, url, List.of(offices.type().getName()));
      try (var store = Persist.open(url)) {
        var office = offices.over(store);
        return said.stream().flatMap(line -> again(office, line.split(" ", -1)).stream()).findFirst();
      }
    }
  }

  /** What was acknowledged to one has nothing to do with the others, so the history is of one. */
  private static Optional<Flaw> again(Office office, String[] said) {
    var tape = new Tape("door", "server");
    var admit = new Admit(Stages.SHOW, Integer.parseInt(said[0]));
    tape.assume(0, admit, Boolean.valueOf(said[1]));
    tape.note(1, "kill -9, and a new start");
    tape.ask(0, office, admit);
    return tape.flaw();
  }
}
