package dev.persist.app.api;

import dev.persist.app.signin.Caller;
import dev.persist.app.signin.Guard;
import dev.persist.app.web.Answers;
import dev.persist.app.web.Bodies;
import dev.persist.app.web.Conditions;
import dev.persist.app.web.Conditions.Held;
import dev.persist.app.web.Conditions.Target;
import dev.persist.app.web.Permission;
import dev.persist.app.web.Refusal;
import dev.persist.app.web.Routes;
import dev.persist.example.bookings.Bookings;
import dev.persist.example.bookings.domain.BookingOutcome;
import dev.persist.example.bookings.domain.Roster;
import dev.persist.view.Projection;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import jakarta.inject.Inject;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** Seats of an occurrence. */
final class OccurrenceRoutes implements Routes {
  record Opening(String title, int capacity) {
    Opening {
      Rules.text("title", title);
      Rules.range("capacity", capacity, 1, 100_000);
    }
  }

  record Booking(String actor) {
    Booking {
      Rules.name("actor", actor);
    }
  }

  record Seat(String status, int seat, String actor) {}

  record Taken(String actor, int seat) {}

  record Occurrence(String id, String title, int capacity, int seatsLeft, List<Taken> roster, long seq) {}

  private final Bookings bookings;
  private final Guard guard;
  private final InstantSource clock;

  @Inject
  OccurrenceRoutes(Bookings bookings, Guard guard, InstantSource clock) {
    this.bookings = bookings;
    this.guard = guard;
    this.clock = clock;
  }

  @Override
  public void register(RoutesConfig routes) {
    routes.put("/api/occurrences/{id}", this::open, Permission.ADMIN);
    routes.get("/api/occurrences/{id}", this::read, Permission.SIGNED_IN);
    routes.post("/api/occurrences/{id}/bookings", this::book, new Permission.Owner(
        ctx -> Optional.of(Bodies.read(ctx, Booking.class).actor()), Permission.ADMIN));
    routes.delete("/api/occurrences/{id}/bookings/{actor}", this::cancel, new Permission.Self("actor"));
  }

  private void open(Context ctx) {
    var asked = Bodies.read(ctx, Opening.class);
    var id = Rules.path(ctx, "id");
    var held = Conditions.of(ctx).on(() -> {
      var seen = bookings.roster(id);
      return seen.value().isOpen() ? target(seen, clock.instant()) : Target.absent(seen.seq());
    });
    var outcome = bookings.ifAt(held.seq()).open(id, asked.title(), asked.capacity(), clock.instant());
    if (outcome instanceof BookingOutcome.Open(var opened, var first, var promoted) && first) {
      ctx.status(201);
    }
    answer(ctx, held, outcome);
  }

  private void book(Context ctx) {
    var id = Rules.path(ctx, "id");
    var actor = Bodies.read(ctx, Booking.class).actor();
    var held = Conditions.of(ctx).on(() -> opened(ctx, id));
    answer(ctx, held, bookings.ifAt(held.seq()).book(id, actor, clock.instant()));
  }

  private void cancel(Context ctx) {
    var id = Rules.path(ctx, "id");
    var actor = Rules.path(ctx, "actor");
    var now = clock.instant();
    var held = Conditions.of(ctx).on(() -> {
      if (bookings.roster(id).value().settled(now).cancel(actor).events().isEmpty()) {
        throw notBooked(actor);
      }
      return opened(ctx, id);
    });
    answer(ctx, held, bookings.ifAt(held.seq()).cancel(id, actor, now));
  }

  private Target opened(Context ctx, String id) {
    var seen = bookings.roster(id);
    if (!seen.value().isOpen()) {
      throw notOpen(ctx);
    }
    return target(seen, clock.instant());
  }

  private static Target target(Projection.State<Roster> seen, Instant now) {
    return Target.at(seen.seq(),
        seen.value().holds().values().stream().filter(hold -> !hold.until().isAfter(now)).count());
  }

  private void answer(Context ctx, Held held, BookingOutcome outcome) {
    switch (outcome) {
      case BookingOutcome.Open open -> read(ctx);
      case BookingOutcome.AlreadyOpen open -> read(ctx);
      case BookingOutcome.SeatBooked(var actor, var seat) -> ctx.status(201).json(new Seat("booked", seat, actor));
      case BookingOutcome.AlreadyBooked(var actor, var seat) -> ctx.json(new Seat("already", seat, actor));
      case BookingOutcome.SeatCancelled(var actor, var seat, var promoted) ->
        ctx.json(new Seat("cancelled", seat, actor));
      case BookingOutcome.HoldReleased(var actor, var seat, var promoted) ->
        ctx.json(new Seat("released", seat, actor));
      case BookingOutcome.WaitingEnded(var actor, var place) -> ctx.json(new Seat("left", 0, actor));
      case BookingOutcome.Full(var capacity) ->
        throw Refusal.conflict("full: all seats are taken", "a free seat", capacity + " of " + capacity + " taken");
      case BookingOutcome.TooSmall(var highest) -> throw Refusal.conflict(
          "seat " + highest + " is taken, so the capacity cannot go below it",
          Bodies.read(ctx, Opening.class).capacity(),
          highest);
      case BookingOutcome.Busy busy -> throw Refusal.busy();
      case BookingOutcome.Stale stale -> throw held.lost();
      case BookingOutcome.NotOpen none -> throw notOpen(ctx);
      case BookingOutcome.NotBooked(var actor) -> throw notBooked(actor);
      case BookingOutcome other -> throw new IllegalStateException("no route has this outcome: " + other);
    }
  }

  private void read(Context ctx) {
    var id = Rules.path(ctx, "id");
    var seen = bookings.roster(id);
    var now = clock.instant();
    var roster = seen.value().settled(now);
    if (!roster.isOpen()) {
      throw notOpen(ctx);
    }
    var all = guard.permits(ctx, Permission.ADMIN);
    var taken = roster.seats()
        .entrySet()
        .stream()
        .filter(it -> all || it.getKey().equals(Caller.of(ctx).user()))
        .map(it -> new Taken(it.getKey(), it.getValue()))
        .toList();
    Answers.tagged(ctx, target(seen, now),
        new Occurrence(id, roster.title(), roster.capacity(), roster.seatsLeft(now), taken, seen.seq()));
  }

  private static Refusal notBooked(String actor) {
    return Refusal.notFound(actor + " has no seat here");
  }

  private static Refusal notOpen(Context ctx) {
    return Refusal.notFound("occurrence " + Rules.path(ctx, "id") + " was never opened");
  }
}
