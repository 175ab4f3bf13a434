package dev.persist.app.pages;

import dev.persist.app.api.Rules;
import dev.persist.app.signin.Caller;
import dev.persist.app.signin.Guard;
import dev.persist.app.web.Conditions;
import dev.persist.app.web.Conditions.Target;
import dev.persist.app.web.InvalidField;
import dev.persist.app.web.Permission;
import dev.persist.app.web.Refusal;
import dev.persist.app.web.Routes;
import dev.persist.example.bookings.Bookings;
import dev.persist.example.bookings.domain.BookingEvent.Booked;
import dev.persist.example.bookings.domain.BookingEvent.Held;
import dev.persist.example.bookings.domain.BookingOutcome;
import dev.persist.example.bookings.domain.Roster;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The pages of bookings: what can be booked, and a map of its seats. */
public final class BookingPages implements Routes {
  private static final String SECTION = "/bookings";
  private static final int SHOWN = 50;
  private static final int MOST_SEATS = 1_000;
  private static final Duration HOLD = Duration.ofMinutes(2);

  /** One line of the list. */
  public record Line(String id, String title, int capacity, int left, int waiting) {}

  /** What the list shows. */
  public record Listing(boolean admin, List<Line> lines) {}

  /**
   * A seat.
   *
   * @param state {@code free}, {@code held}, {@code taken} or {@code mine}
   * @param actor who has it, if the user may know
   */
  public record Seat(int number, String state, String actor) {
    /** Returns what is written on the seat: a color alone tells a seat that is kept from a taken one only to some. */
    public String words() {
      return actor.isEmpty() ? state : state.equals("held") ? actor + ", held" : actor;
    }
  }

  /**
   * What the page of an occurrence shows.
   *
   * @param at the time that the page shows, if it is not now
   * @param mine what the user has: a sentence
   * @param place the place of the user on the waiting list; 0 when the user does not wait
   * @param waiting who waits, if the user may know
   */
  public record Occurrence(String id, String title, int capacity, int left, long seq, List<Seat> seats, boolean more,
      Optional<Instant> at, boolean admin, String user, String mine, boolean seated, Optional<Instant> until, int place,
      int queue, List<String> waiting) {}

  private final Bookings bookings;
  private final Guard guard;
  private final Changes changes;
  private final Frame frame;
  private final InstantSource clock;

  @Inject
  BookingPages(Bookings bookings, Guard guard, Changes changes, Frame frame, InstantSource clock) {
    this.bookings = bookings;
    this.guard = guard;
    this.changes = changes;
    this.frame = frame;
    this.clock = clock;
  }

  @Override
  public void register(RoutesConfig routes) {
    routes.get(SECTION, this::list, Permission.SIGNED_IN);
    routes.post(SECTION, this::open, Permission.ADMIN);
    routes.get("/bookings/{id}", this::occurrence, Permission.SIGNED_IN);
    routes.post("/bookings/{id}", this::act, Permission.SIGNED_IN);
    routes.get("/bookings/{id}/live", this::live, Permission.SIGNED_IN);
  }

  private void list(Context ctx) {
    var now = clock.instant();
    var lines = bookings.occurrences().limit(SHOWN).map(id -> {
      var roster = bookings.roster(id).value().settled(now);
      return new Line(id, roster.title(), roster.capacity(), roster.seatsLeft(now), roster.waiting().size());
    }).toList();
    frame.show(ctx, "bookings", "Bookings", SECTION, BookingPages.class,
        new Listing(guard.isAdmin(Caller.of(ctx).user()), lines));
  }

  private void open(Context ctx) {
    Conditions.of(ctx).on(() -> Target.UNTAGGED);
    frame.answer(ctx, SECTION, () -> {
      var id = Form.name(ctx, "id");
      var title = Form.text(ctx, "title").orElse(id);
      var capacity = (int) Form.number(ctx, "capacity", 1, 100_000);
      return switch (bookings.open(id, title, capacity, clock.instant())) {
        case BookingOutcome.Open(var opened, var first, var promoted) ->
          first ? title + " is open." : title + " has " + capacity + " seats now.";
        case BookingOutcome.AlreadyOpen same -> title + " was like that before. Nothing was written.";
        case BookingOutcome.TooSmall(var highest) ->
          throw new InvalidField("capacity", "must be at least " + highest + ", since that seat is taken");
        case BookingOutcome.Busy busy -> throw Refusal.busy();
        case BookingOutcome other -> throw new IllegalStateException("opening ended as " + other);
      };
    });
  }

  private void occurrence(Context ctx) {
    var id = Rules.path(ctx, "id");
    var user = Caller.of(ctx).user();
    var admin = guard.isAdmin(user);
    var at = Form.queryTime(ctx, "at");
    var seen = at.map(time -> bookings.roster(id, time)).orElseGet(() -> bookings.roster(id));
    var time = at.orElseGet(clock::instant);
    var roster = seen.value().settled(time);
    if (!roster.isOpen()) {
      throw Refusal.notFound("occurrence " + id + " was not open" + (at.isPresent() ? " then" : ""));
    }
    var waiting = roster.waiting();
    var booked = roster.seats().get(user);
    var held = roster.holds().get(user);
    frame.show(ctx, "booking", roster.title(), SECTION, BookingPages.class,
        new Occurrence(id, roster.title(), roster.capacity(), roster.seatsLeft(time), seen.seq(),
            seats(roster, user, admin), roster.capacity() > MOST_SEATS, at, admin, user,
            mine(booked, held, user, waiting),
            booked != null, Optional.ofNullable(held).map(Held::until), waiting.indexOf(user) + 1, waiting.size(),
            admin ? waiting : List.of()));
  }

  private static String mine(@Nullable Integer booked,
      @Nullable Held held, String user, List<String> waiting) {
    if (booked != null) {
      return "You have seat " + booked + ".";
    }
    if (held != null) {
      return "Seat " + held.seat() + " is kept for you.";
    }
    var place = waiting.indexOf(user) + 1;
    return place > 0 ? "You are number " + place + " on the waiting list." : "You have no seat here.";
  }

  private static List<Seat> seats(Roster roster, String user, boolean admin) {
    var taken = new HashMap<Integer, Seat>();
    roster.seats().forEach((actor, seat) -> taken.put(seat, seat(seat, "taken", actor, user, admin)));
    roster.holds().forEach((actor, held) -> taken.put(held.seat(), seat(held.seat(), "held", actor, user, admin)));
    return IntStream.rangeClosed(1, Math.min(MOST_SEATS, roster.capacity()))
        .mapToObj(number -> taken.getOrDefault(number, new Seat(number, "free", "")))
        .toList();
  }

  private static Seat seat(int number, String state, String actor, String user, boolean admin) {
    var mine = actor.equals(user);
    return new Seat(number, mine ? "mine" : state, mine || admin ? actor : "");
  }

  /** A hold that runs out changes the page, too. What the seat's next command would note is noted at once, so those who wait move up. */
  private void live(Context ctx) {
    var id = Rules.path(ctx, "id");
    changes.answer(ctx, () -> {
      if (nextEnd(id).filter(end -> !end.isAfter(clock.instant())).isPresent()) {
        var unused = bookings.settle(id, clock.instant());
      }
      return bookings.roster(id).seq();
    }, () -> nextEnd(id));
  }

  private Optional<Instant> nextEnd(String id) {
    return bookings.roster(id).value().holds().values().stream().map(Held::until).min(Comparator.naturalOrder());
  }

  private void act(Context ctx) {
    var id = Rules.path(ctx, "id");
    var user = Caller.of(ctx).user();
    Conditions.of(ctx).on(() -> Target.UNTAGGED);
    frame.answer(ctx, "/bookings/" + Links.part(id), () -> {
      var asked = Form.text(ctx, "actor").orElse(user);
      if (!asked.equals(user) && !guard.isAdmin(user)) {
        throw Refusal.of(403, "you can book only for yourself; ask an admin to do it");
      }
      var actor = Rules.name("actor", asked);
      var now = clock.instant();
      return said(actor, switch (Form.text(ctx, "do").orElse("")) {
        case "book" -> bookings.book(id, actor, now);
        case "hold" -> bookings.hold(id, actor, now.plus(HOLD), now);
        case "join" -> bookings.join(id, actor, now);
        case "cancel" -> bookings.cancel(id, actor, now);
        default -> throw new InvalidField("do", "must be book, hold, join or cancel");
      });
    });
  }

  private static String said(String actor, BookingOutcome outcome) {
    return switch (outcome) {
      case BookingOutcome.SeatBooked(var who, var seat) -> "Seat " + seat + " is booked for " + who + ".";
      case BookingOutcome.AlreadyBooked(var who, var seat) ->
        who + " has seat " + seat + " already. Nothing was written.";
      case BookingOutcome.SeatHeld(var held) ->
        "Seat " + held.seat() + " is kept for " + held.actor() + " for two minutes.";
      case BookingOutcome.AlreadyHeld(var held) -> "Seat " + held.seat() + " is kept for " + held.actor() + " already.";
      case BookingOutcome.Waiting(var who, var place) -> who + " is number " + place + " on the waiting list.";
      case BookingOutcome.AlreadyWaiting(var who, var place) ->
        who + " is number " + place + " on the waiting list already.";
      case BookingOutcome.SeatCancelled(var who, var seat, var promoted) ->
        "Seat " + seat + " is given back." + next(promoted);
      case BookingOutcome.HoldReleased(var who, var seat, var promoted) ->
        "Seat " + seat + " is not kept any more." + next(promoted);
      case BookingOutcome.WaitingEnded(var who, var place) -> who + " has left the waiting list.";
      case BookingOutcome.Full(var capacity) ->
        throw Refusal.of(409, "All " + capacity + " seats are taken. Join the waiting list.");
      case BookingOutcome.NotBooked none -> throw Refusal.notFound(actor + " has nothing here to give back.");
      case BookingOutcome.NotOpen none -> throw Refusal.notFound("This was never opened.");
      case BookingOutcome.Busy busy -> throw Refusal.busy();
      case BookingOutcome other -> throw new IllegalStateException("a booking ended as " + other);
    };
  }

  private static String next(List<Booked> promoted) {
    return promoted.isEmpty() ? "" : " It went to the next who waited.";
  }
}
