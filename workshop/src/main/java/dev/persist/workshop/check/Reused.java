package dev.persist.workshop.check;

import dev.persist.Persist;
import dev.persist.workshop.Call;
import java.util.Optional;

/**
 * Asks for another order with the id of an earlier one. That is a mistake of the caller, which only an exception shows.
 *
 * @param other has the id of {@code first}
 * @param afterwards shows whether it took effect
 */
record Reused(Call first, Call other, Call afterwards) implements Trial.Run {
  @Override
  public Optional<Flaw> of(Offices offices) {
    var tape = new Tape("ann");
    try (var store = Persist.open("memory:")) {
      var office = offices.over(store);
      tape.ask(0, office, first);
      tape.note(0, other + ", with the id of the order before");
      try {
        tape.note(0, "-> " + other.on(office));
        return Optional.of(tape.flawed("The id stood for another order. That is a mistake of the caller: throw."));
      } catch (RuntimeException refused) {
        tape.note(0, "-> an exception");
      }
      tape.ask(0, office, afterwards);
    }
    return tape.flaw();
  }
}
