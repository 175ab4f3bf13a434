package dev.persist.workshop.check;

import dev.persist.Event;
import dev.persist.Persist;
import java.util.Optional;
import java.util.stream.Collectors;

/** Looks at the event that a sale leaves. Its type and the names in it are storage format: stage 9 needs them. */
record Stored() implements Trial.Run {
  @Override
  public Optional<Flaw> of(Offices offices) {
    try (var store = Persist.open("memory:")) {
      var tape = new Tape("ann", "store");
      tape.ask(0, offices.over(store), Stages.sell(1, "ann"));
      var events = store.log().read("show/" + Stages.SHOW).toList();
      var text = events.stream().map(event -> event.type() + event.data()).collect(Collectors.joining(", "));
      tape.note(1, "show/" + Stages.SHOW + " has " + (text.isEmpty() ? "no event" : text));
      return events.size() == 1 && isSale(events.getFirst())
          ? Optional.empty()
          : Optional.of(tape.flawed("The stream show/" + Stages.SHOW
              + " has to have one event, of type sold, with the seat 1 and the buyer ann."));
    }
  }

  private static boolean isSale(Event event) {
    var data = event.data().tree();
    return event.type().equals("sold") && data.path("seat").asInt(0) == 1
        && data.path("buyer").asString("").equals("ann");
  }
}
