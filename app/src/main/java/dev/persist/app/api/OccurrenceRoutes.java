package dev.persist.app.api;

import dev.persist.app.api.OccurrenceBodies.Occurrence;
import dev.persist.app.api.OccurrenceBodies.Opening;
import dev.persist.app.signin.Caller;
import dev.persist.app.signin.Guard;
import dev.persist.app.web.Answers;
import dev.persist.app.web.Bodies;
import dev.persist.app.web.Conditions;
import dev.persist.app.web.Conditions.Target;
import dev.persist.app.web.Params;
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

/** Opens occurrences for booking, and shows their seats. */
final class OccurrenceRoutes implements Routes {
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
  }

  private void open(Context ctx) {
    var asked = Bodies.read(ctx, Opening.class);
    var id = Rules.path(ctx, "id");
    var held = Conditions.of(ctx).on(() -> {
      var seen = bookings.roster(id);
      return seen.value().isOpen() ? target(seen, clock.instant()) : Target.absent(seen.seq());
    });
    switch (bookings.ifAt(held.seq()).open(id, asked.title(), asked.capacity(), clock.instant())) {
      case BookingOutcome.Open(var opened, var first, var promoted) -> {
        ctx.status(first ? 201 : 200);
        show(ctx, id);
      }
      case BookingOutcome.AlreadyOpen open -> show(ctx, id);
      case BookingOutcome.TooSmall(var highest) -> throw Refusal.conflict(
          "seat " + highest + " is taken, so the capacity cannot go below it", asked.capacity(), highest);
      case BookingOutcome.Busy busy -> throw Refusal.busy();
      case BookingOutcome.Stale stale -> throw held.lost();
      case BookingOutcome other -> throw new IllegalStateException("an opening ended as " + other);
    }
  }

  /** Returns the target of a command on {@code occurrence}. Refuses one that was never opened. */
  static Target opened(Bookings bookings, String occurrence, Instant now) {
    var seen = bookings.roster(occurrence);
    if (!seen.value().isOpen()) {
      throw notOpen(occurrence);
    }
    return target(seen, now);
  }

  private static Target target(Projection.State<Roster> seen, Instant now) {
    return Target.at(seen.seq(),
        seen.value().holds().values().stream().filter(hold -> !hold.until().isAfter(now)).count());
  }

  static Refusal notOpen(String occurrence) {
    return Refusal.notFound("occurrence " + occurrence + " was never opened");
  }

  private void read(Context ctx) {
    var id = Rules.path(ctx, "id");
    Params.instant(ctx, "at").ifPresentOrElse(at -> showAsOf(ctx, id, at), () -> show(ctx, id));
  }

  private void show(Context ctx, String id) {
    var seen = bookings.roster(id);
    var now = clock.instant();
    if (!seen.value().isOpen()) {
      throw notOpen(id);
    }
    show(ctx, target(seen, now), id, seen.value().settled(now), seen.seq());
  }

  private void showAsOf(Context ctx, String id, Instant at) {
    var then = bookings.roster(id, at);
    if (!then.value().isOpen()) {
      throw Refusal.notFound("occurrence " + id + " was not open at " + at);
    }
    show(ctx, Target.at(then.seq()), id, then.value(), then.seq());
  }

  /** An administrator sees who has a seat or waits; a user sees that of themselves only, and which seats are taken. */
  private void show(Context ctx, Target target, String id, Roster roster, long seq) {
    var all = guard.permits(ctx, Permission.ADMIN);
    var user = Caller.of(ctx).user();
    Answers.tagged(ctx, target, Occurrence.of(id, roster, seq, actor -> all || actor.equals(user)));
  }
}
