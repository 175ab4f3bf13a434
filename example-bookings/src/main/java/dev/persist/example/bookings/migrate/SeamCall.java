package dev.persist.example.bookings.migrate;

import dev.persist.log.EventTypes;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A call on the seam as a value: it can be made on either version, recorded and made again. */
public sealed interface SeamCall {
  /** How calls are recorded. The names of the records and of their components are storage format. */
  EventTypes<SeamCall> TYPES = EventTypes.of(SeamCall.class);

  /** Makes this call on {@code seam}, and returns what it answers. */
  @Nullable
  Object on(Seam seam);

  /** {@link Seam#open}. */
  record Open(String occurrence, String title, int capacity) implements SeamCall {
    @Override
    public Boolean on(Seam seam) {
      return seam.open(occurrence, title, capacity);
    }
  }

  /** The seat that {@link Seam#book} answered, and whether {@code actor} had none before. */
  record Seat(int number, boolean isNew) {}

  /** {@link Seam#book}. Its answer does not say whether the seat is new, so this looks first, in the same turn. */
  record Book(String occurrence, String actor) implements SeamCall {
    @Override
    public Seat on(Seam seam) {
      var roster = seam.roster(occurrence);
      var had = roster != null && roster.containsValue(actor);
      var seat = seam.book(occurrence, actor);
      return new Seat(seat, seat > 0 && !had);
    }
  }

  /** {@link Seam#cancel}. */
  record Cancel(String occurrence, String actor) implements SeamCall {
    @Override
    public Boolean on(Seam seam) {
      return seam.cancel(occurrence, actor);
    }
  }

  /** {@link Seam#roster}. */
  record ReadRoster(String occurrence) implements SeamCall {
    @Override
    public @Nullable Map<Integer, String> on(Seam seam) {
      return seam.roster(occurrence);
    }
  }
}
