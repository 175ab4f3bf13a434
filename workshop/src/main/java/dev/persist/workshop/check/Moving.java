package dev.persist.workshop.check;

import dev.persist.Persist;
import dev.persist.conformance.LossyBackend;
import dev.persist.conformance.LossyBackend.Loss;
import dev.persist.conformance.Race;
import dev.persist.memory.MemoryBackend;
import dev.persist.migrate.CutOver;
import dev.persist.migrate.Difference;
import dev.persist.migrate.Parity;
import dev.persist.workshop.Answer;
import dev.persist.workshop.Call;
import dev.persist.workshop.Call.Holder;
import dev.persist.workshop.Call.Sell;
import dev.persist.workshop.Call.Takings;
import dev.persist.workshop.MapOffice;
import dev.persist.workshop.Order;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Moves the tickets of a map into a store, and the store to another server. */
final class Moving {
  private static final int CLIENTS = 4;
  private static final int CALLS = 50;
  private static final int SEATS = 40;

  private Moving() {}

  private static Tape tape() {
    return new Tape("the map", "your office");
  }

  /** Returns a map that has sold seats of two shows at two prices, as {@code tape} says. */
  private static MapOffice live(Tape tape) {
    var old = new MapOffice();
    tape.ask(0, old, Stages.sell(1, "ann"));
    tape.ask(0, old, new Sell(Stages.order("m1", Stages.OTHER, 1, "bob")));
    tape.ask(0, old, new Sell(new Order("m2", Stages.OTHER, 2, "cem", 3500)));
    return old;
  }

  private static List<Call> questions(int seats) {
    return Stream.of(Stages.SHOW, Stages.OTHER)
        .flatMap(show -> Stream.concat(IntStream.rangeClosed(1, seats).mapToObj(seat -> (Call) new Holder(show, seat)),
            Stream.of(new Takings(show))))
        .toList();
  }

  private static Optional<Flaw> differing(Tape tape, List<Difference> differences) {
    return differences.stream().findFirst().map(first -> {
      tape.note(0, first.call() + " -> " + first.old());
      tape.note(1, first.call() + " -> " + first.candidate());
      return tape.flawed("The two offices differ in " + differences.size() + " answers; this is the first.");
    });
  }

  /** Imports, asks both, and does it again. */
  static Optional<Flaw> twice(Offices offices) {
    var tape = tape();
    var old = live(tape);
    try (var store = Persist.open("memory:")) {
      for (var time : List.of("imports", "imports again")) {
        var office = offices.over(store);
        tape.note(1, time);
        offices.moveIn(office, old);
        var flaw = differing(tape, Parity.of(questions(2).stream(), Call::on, old, office).differences());
        if (flaw.isPresent()) {
          return flaw;
        }
      }
    }
    return Optional.empty();
  }

  /** Cuts an import off before each of its commits, and imports again. */
  static Optional<Flaw> cutOff(Offices offices) {
    for (var commits = 0;; commits++) {
      var tape = tape();
      var old = live(tape);
      try (var backend = new MemoryBackend()) {
        try {
          var cut = new LossyBackend(backend, Loss.BEFORE_THE_COMMIT, commits);
          offices.moveIn(offices.over(Persist.over(cut)), old);
          return Optional.empty(); // it has no more commits
        } catch (RuntimeException cutOff) {
          tape.note(1, "imports, and is cut off after " + commits + " commits");
        }
        var office = offices.over(Persist.over(backend));
        offices.moveIn(office, old);
        tape.note(1, "imports again");
        var flaw = differing(tape, Parity.of(questions(2).stream(), Call::on, old, office).differences());
        if (flaw.isPresent()) {
          return flaw;
        }
      }
    }
  }

  /** Sells at the map alone, and asks the dual run. */
  static Optional<Flaw> before(Offices offices) {
    var tape = tape();
    var old = live(tape);
    try (var store = Persist.open("memory:")) {
      var both = offices.moveIn(offices.over(store), old);
      tape.note(1, "imports");
      tape.ask(0, old, new Sell(Stages.order("m3", Stages.OTHER, 3, "dan")));
      var asked = new Holder(Stages.OTHER, 3);
      var holder = both.query(asked, Call::on);
      tape.note(1, asked + " -> " + holder);
      return holder.equals("dan")
          ? Optional.empty()
          : Optional.of(tape.flawed("Until the cut-over, the map answers; it would say dan."));
    }
  }

  /** Lets clients buy through the dual run, cuts over while they do, and asks for each seat that was sold. */
  static Optional<Flaw> underLoad(Offices offices) throws Exception {
    var tape = tape();
    var old = live(tape);
    try (var store = Persist.open("memory:")) {
      var office = offices.over(store);
      var both = offices.moveIn(office, old);
      tape.note(1, "imports");
      var sold = new ArrayList<Holder>();
      var results = Race.of(CLIENTS, client -> {
        var mine = new ArrayList<Sell>();
        for (var n = 0; n < CALLS; n++) {
          var seat = 2 + (n * CLIENTS + client * 7) % SEATS;
          var call = new Sell(Stages.order(client + "." + n, Stages.SHOW, seat, "client " + client));
          if (both.command(call, Call::on) == Answer.SOLD) {
            mine.add(call);
          }
          if (client == 0 && n == CALLS / 2) {
            both.cutOver();
          }
        }
        return mine;
      });
      tape.note(0, CLIENTS + " clients buy at both");
      var flaw = differing(tape, both.differences());
      if (flaw.isPresent()) {
        return flaw;
      }
      if (both.cutOver() instanceof CutOver.Differing || both.oldServes()) {
        return Optional.of(tape.flawed("The cut-over was refused."));
      }
      tape.note(1, "serves since the cut-over");
      for (var call : results.stream().flatMap(List::stream).toList()) {
        sold.add(new Holder(call.order().show(), call.order().seat()));
        var holder = new Holder(Stages.SHOW, call.order().seat()).on(office);
        if (!holder.equals(call.order().buyer())) {
          tape.note(0, call + " -> SOLD");
          tape.note(1, sold.getLast() + " -> " + holder);
          return Optional.of(tape.flawed("The seat was sold while the offices changed, and is lost."));
        }
      }
    }
    return Optional.empty();
  }

  /** Backs a store up, loses it, and restores it. */
  static Optional<Flaw> lost(Offices offices) throws Exception {
    var tape = new Tape("ann", "server");
    try (var scratch = new Scratch()) {
      var directory = scratch.path("store");
      var backups = scratch.path("backups");
      try (var store = offices.open(directory)) {
        tape.ask(0, offices.over(store), Stages.sell(1, "ann"));
      }
      offices.backUp(directory, backups);
      tape.note(1, "makes a backup");
      Scratch.delete(directory);
      tape.note(1, "burns down");
      offices.restore(backups, directory);
      tape.note(1, "is another one, with the backup");
      try (var store = offices.open(directory)) {
        tape.ask(0, offices.over(store), new Holder(Stages.SHOW, 1));
      }
    }
    return tape.flaw();
  }
}
