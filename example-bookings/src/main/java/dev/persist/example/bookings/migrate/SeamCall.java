package dev.persist.example.bookings.migrate;

import dev.persist.example.bookings.domain.BookingOutcome;
import dev.persist.example.bookings.domain.Roster;
import dev.persist.log.EventTypes;

/** A call on the seam as a value: it can be made on either version, recorded and made again. */
public sealed interface SeamCall {
  /** How calls are recorded. The names of the records and of their components are storage format. */
  EventTypes<SeamCall> TYPES = EventTypes.of(SeamCall.class);

  /** Makes this call on {@code seam}, and returns the answer. */
  Object on(Seam seam);

  /** {@link Seam#open}. */
  record Open(String occurrence, String title, int capacity) implements SeamCall {
    @Override
    public BookingOutcome on(Seam seam) {
      return seam.open(occurrence, title, capacity);
    }
  }

  /** {@link Seam#book}. */
  record Book(String occurrence, String actor) implements SeamCall {
    @Override
    public BookingOutcome on(Seam seam) {
      return seam.book(occurrence, actor);
    }
  }

  /** {@link Seam#cancel}. */
  record Cancel(String occurrence, String actor) implements SeamCall {
    @Override
    public BookingOutcome on(Seam seam) {
      return seam.cancel(occurrence, actor);
    }
  }

  /** {@link Seam#roster}. */
  record ReadRoster(String occurrence) implements SeamCall {
    @Override
    public Roster on(Seam seam) {
      return seam.roster(occurrence);
    }
  }
}
