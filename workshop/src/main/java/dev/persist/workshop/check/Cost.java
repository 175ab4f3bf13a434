package dev.persist.workshop.check;

import dev.persist.Event;
import dev.persist.Persist;
import dev.persist.conformance.DelegatingBackend;
import dev.persist.memory.MemoryBackend;
import dev.persist.spi.Backend;
import dev.persist.workshop.Call.Takings;
import java.util.List;
import java.util.Optional;

/** Counts the events that a question about the takings reads. */
record Cost() implements Trial.Run {
  private static final int SALES = 500;
  private static final int MOST = 20;

  private static final class Counting extends DelegatingBackend {
    private int events;

    Counting(Backend backend) {
      super(backend);
    }

    @Override
    public List<Event> read(String stream, long fromSeq, int limit) {
      var read = super.read(stream, fromSeq, limit);
      events += read.size();
      return read;
    }
  }

  @Override
  public Optional<Flaw> of(Offices offices) {
    var tape = new Tape("office", "a new office");
    try (var backend = new MemoryBackend()) {
      var office = offices.over(Persist.over(backend));
      for (var seat = 1; seat <= SALES; seat++) {
        office.sell(Stages.sell(seat, "ann").order());
      }
      tape.note(0, "sells " + SALES + " seats");
      office.takings(Stages.SHOW);
      tape.note(0, "how much did " + Stages.SHOW + " take?");
      var counting = new Counting(backend);
      var takings = offices.over(Persist.over(counting)).takings(Stages.SHOW);
      tape.note(1, new Takings(Stages.SHOW) + " -> " + takings);
      if (takings != SALES * 2000L) {
        return Optional.of(tape.flawed("The right answer is " + SALES * 2000L + ", not " + takings + "."));
      }
      tape.note(1, ". reads " + counting.events + " events for it");
      return counting.events <= MOST
          ? Optional.empty()
          : Optional.of(tape.flawed("The question was asked before, so at most " + MOST
              + " events are read again: keep what they came to."));
    }
  }
}
