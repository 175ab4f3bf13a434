package dev.persist.app.api;

import dev.persist.app.api.OccurrenceBodies.Booking;
import dev.persist.app.api.OccurrenceBodies.NewHold;
import dev.persist.app.api.OccurrenceBodies.Place;
import dev.persist.app.api.OccurrenceBodies.Seat;
import dev.persist.app.web.Bodies;
import dev.persist.app.web.Conditions;
import dev.persist.app.web.Conditions.Held;
import dev.persist.app.web.Permission;
import dev.persist.app.web.Refusal;
import dev.persist.app.web.Routes;
import dev.persist.example.bookings.Bookings;
import dev.persist.example.bookings.domain.BookingOutcome;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import jakarta.inject.Inject;
import java.time.InstantSource;
import java.util.Optional;

/** Books and holds seats of an occurrence, puts actors on its waiting list, and takes all that back. */
final class BookingRoutes implements Routes {
  private final Bookings bookings;
  private final InstantSource clock;

  @Inject
  BookingRoutes(Bookings bookings, InstantSource clock) {
    this.bookings = bookings;
    this.clock = clock;
  }

  @Override
  public void register(RoutesConfig routes) {
    var actor = new Permission.Owner(
        ctx -> Optional.of(Bodies.read(ctx, Booking.class).actor()), Permission.ADMIN);
    routes.post("/api/occurrences/{id}/bookings", this::book, actor);
    routes.post("/api/occurrences/{id}/waiting", this::join, actor);
    routes.post("/api/occurrences/{id}/holds", this::hold, new Permission.Owner(
        ctx -> Optional.of(Bodies.read(ctx, NewHold.class).actor()), Permission.ADMIN));
    routes.delete("/api/occurrences/{id}/bookings/{actor}", this::cancel, new Permission.Self("actor"));
    routes.delete("/api/occurrences/{id}/holds/{actor}", this::release, new Permission.Self("actor"));
  }

  private void book(Context ctx) {
    var id = Rules.path(ctx, "id");
    var actor = Bodies.read(ctx, Booking.class).actor();
    var now = clock.instant();
    var held = Conditions.of(ctx).on(() -> OccurrenceRoutes.opened(bookings, id, now));
    answer(ctx, held, bookings.ifAt(held.seq()).book(id, actor, now));
  }

  private void join(Context ctx) {
    var id = Rules.path(ctx, "id");
    var actor = Bodies.read(ctx, Booking.class).actor();
    var now = clock.instant();
    var held = Conditions.of(ctx).on(() -> OccurrenceRoutes.opened(bookings, id, now));
    answer(ctx, held, bookings.ifAt(held.seq()).join(id, actor, now));
  }

  private void hold(Context ctx) {
    var id = Rules.path(ctx, "id");
    var asked = Bodies.read(ctx, NewHold.class);
    var now = clock.instant();
    Rules.end("until", asked.until(), now);
    var held = Conditions.of(ctx).on(() -> OccurrenceRoutes.opened(bookings, id, now));
    answer(ctx, held, bookings.ifAt(held.seq()).hold(id, asked.actor(), asked.until(), now));
  }

  private void cancel(Context ctx) {
    var id = Rules.path(ctx, "id");
    var actor = Rules.path(ctx, "actor");
    var now = clock.instant();
    var held = Conditions.of(ctx).on(() -> {
      if (bookings.roster(id).value().settled(now).cancel(actor).events().isEmpty()) {
        throw notBooked(actor);
      }
      return OccurrenceRoutes.opened(bookings, id, now);
    });
    answer(ctx, held, bookings.ifAt(held.seq()).cancel(id, actor, now));
  }

  private void release(Context ctx) {
    var id = Rules.path(ctx, "id");
    var actor = Rules.path(ctx, "actor");
    var now = clock.instant();
    var held = Conditions.of(ctx).on(() -> {
      if (bookings.roster(id).value().settled(now).release(actor).events().isEmpty()) {
        throw notHeld(actor);
      }
      return OccurrenceRoutes.opened(bookings, id, now);
    });
    answer(ctx, held, bookings.ifAt(held.seq()).release(id, actor, now));
  }

  private static void answer(Context ctx, Held held, BookingOutcome outcome) {
    switch (outcome) {
      case BookingOutcome.SeatBooked(var actor, var seat) -> ctx.status(201).json(Seat.of("booked", seat, actor));
      case BookingOutcome.SeatHeld(var hold) -> ctx.status(201).json(Seat.of("held", hold));
      case BookingOutcome.Waiting(var actor, var place) -> ctx.status(202).json(new Place("waiting", place, actor));
      case BookingOutcome.AlreadyBooked(var actor, var seat) -> ctx.json(Seat.of("already", seat, actor));
      case BookingOutcome.AlreadyHeld(var hold) -> ctx.json(Seat.of("already", hold));
      case BookingOutcome.AlreadyWaiting(var actor, var place) -> ctx.json(new Place("waiting", place, actor));
      case BookingOutcome.SeatCancelled(var actor, var seat, var promoted) ->
        ctx.json(Seat.of("cancelled", seat, actor));
      case BookingOutcome.HoldReleased(var actor, var seat, var promoted) ->
        ctx.json(Seat.of("released", seat, actor));
      case BookingOutcome.WaitingEnded(var actor, var place) -> ctx.json(Seat.of("left", 0, actor));
      case BookingOutcome.Full(var capacity) ->
        throw Refusal.conflict("full: all seats are taken", "a free seat", capacity + " of " + capacity + " taken");
      case BookingOutcome.Busy busy -> throw Refusal.busy();
      case BookingOutcome.Stale stale -> throw held.lost();
      case BookingOutcome.NotOpen none -> throw OccurrenceRoutes.notOpen(Rules.path(ctx, "id"));
      case BookingOutcome.NotBooked(var actor) -> throw notBooked(actor);
      case BookingOutcome.NotHeld(var actor) -> throw notHeld(actor);
      case BookingOutcome other -> throw new IllegalStateException("no route has this outcome: " + other);
    }
  }

  private static Refusal notBooked(String actor) {
    return Refusal.notFound(actor + " has no seat here");
  }

  private static Refusal notHeld(String actor) {
    return Refusal.notFound("no seat is held here for " + actor);
  }
}
