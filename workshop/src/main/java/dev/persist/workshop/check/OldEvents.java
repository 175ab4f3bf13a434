package dev.persist.workshop.check;

import dev.persist.Codec;
import dev.persist.Persist;
import dev.persist.log.EventTypes;
import dev.persist.view.Projection;
import dev.persist.workshop.Answer;
import dev.persist.workshop.Call;
import dev.persist.workshop.Call.Sell;
import dev.persist.workshop.Order;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Asks an office whose store has events that an earlier release wrote. */
record OldEvents(List<Call> calls) implements Trial.Run {
  private static final String STREAM = "show/" + Stages.SHOW;

  /** What the earlier release reads. */
  private sealed interface Old {
    record Sold(int seat, String buyer, Optional<Integer> cents) implements Old {}
  }

  private static final Projection<Long> OLD_TAKINGS = Projection.of(EventTypes.of(Old.class), 0L,
      (sum, event) -> event instanceof Old.Sold ? sum + 2000 : sum);

  OldEvents(Call... calls) {
    this(List.of(calls));
  }

  private static Tape sold(Persist store) {
    var tape = new Tape("last year", "this year");
    append(store, tape, new Order("ann1", Stages.SHOW, 1, "ann", 2000), Map.of("seat", 1, "buyer", "ann"));
    append(store, tape, new Order("cem3", Stages.SHOW, 3, "cem", 2000), Map.of("seat", 3, "buyer", "cem"));
    return tape;
  }

  private static void append(Persist store, Tape tape, Order order, Map<String, ?> sold) {
    var event = store.log().append(STREAM, "sold", Instant.EPOCH, sold);
    tape.assume(0, new Sell(order), Answer.SOLD);
    tape.note(0, ". appends sold" + event.data());
  }

  @Override
  public Optional<Flaw> of(Offices offices) {
    try (var store = Persist.open("memory:")) {
      var tape = sold(store);
      var office = offices.over(store);
      calls.forEach(call -> tape.ask(1, office, call));
      return tape.flaw();
    }
  }

  /** Lets the earlier release fold an event of this one, as when both run for a while. Its view has the name in the hint. */
  static Optional<Flaw> kept(Offices offices) {
    try (var store = Persist.open("memory:")) {
      var tape = sold(store);
      append(store, tape, new Order("bob2", Stages.SHOW, 2, "bob", 3500),
          Map.of("seat", 2, "buyer", "bob", "cents", 3500));
      var kept = store.snapshots("takings", 1, OLD_TAKINGS, Codec.of(Long.class)).view(STREAM).refresh().value();
      tape.note(0, ". keeps the takings: " + kept);
      tape.ask(1, offices.over(store), new Call.Takings(Stages.SHOW));
      return tape.flaw();
    }
  }
}
