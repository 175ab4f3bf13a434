package dev.persist.workshop.check;

import dev.persist.Persist;
import dev.persist.workshop.Answer;
import dev.persist.workshop.Call;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Asks an office whose store has an event that an earlier release wrote. */
record OldEvents(List<Call> calls) implements Trial.Run {
  OldEvents(Call... calls) {
    this(List.of(calls));
  }

  @Override
  public Optional<Flaw> of(Offices offices) {
    var tape = new Tape("last year", "this year");
    try (var store = Persist.open("memory:")) {
      store.log().append("show/" + Stages.SHOW, "sold", Instant.EPOCH, Map.of("seat", 1, "buyer", "ann"));
      tape.assume(0, Stages.sell(1, "ann"), Answer.SOLD);
      tape.note(0, ". appends sold{\"seat\":1,\"buyer\":\"ann\"}");
      var office = offices.over(store);
      calls.forEach(call -> tape.ask(1, office, call));
    }
    return tape.flaw();
  }
}
