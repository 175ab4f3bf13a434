package dev.persist.workshop.check;

import dev.persist.Persist;
import dev.persist.conformance.Race;
import dev.persist.memory.MemoryBackend;
import dev.persist.workshop.Call.Holder;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Buyers who all come at once, for real: three for each seat, each at an office of its own. A few come first, then more, so
 * that the first history with a flaw is short. A seat has nothing to do with another, so each has a tape of its own.
 */
record Racers() implements Trial.Run {
  private static final int[] SEATS = {1, 1, 1, 1, 4, 8, 16, 16};
  private static final int BUYERS = 3;

  @Override
  public Optional<Flaw> of(Offices offices) throws Exception {
    for (var seats : SEATS) {
      var tapes = IntStream.range(0, seats).mapToObj(seat -> new Tape("ann", "bob", "cem", "later")).toList();
      try (var backend = new MemoryBackend()) {
        Race.of(seats * BUYERS, racer -> {
          var lane = racer % BUYERS;
          var call = Stages.sell(racer / BUYERS + 1, new String[]{"ann", "bob", "cem"}[lane]);
          return tapes.get(racer / BUYERS).ask(lane, offices.over(Persist.over(backend)), call);
        });
        var office = offices.over(Persist.over(backend));
        IntStream.range(0, seats)
            .forEach(
                seat -> tapes.get(seat).ask(BUYERS, office, new Holder(Stages.SHOW, seat + 1)));
      }
      var flaw = tapes.stream().flatMap(tape -> tape.flaw().stream()).findFirst();
      if (flaw.isPresent()) {
        return flaw;
      }
    }
    return Optional.empty();
  }
}
