package dev.persist.app.world;

import dev.persist.Json;
import dev.persist.Persist;
import dev.persist.example.acl.AccessControl;
import dev.persist.example.acl.domain.GrantEvent.Granted;
import dev.persist.example.acl.domain.GrantEvent.Revoked;
import dev.persist.example.bookings.Bookings;
import dev.persist.example.ledger.Ledger;
import dev.persist.example.ledger.domain.Line;
import dev.persist.example.ledger.domain.Money;
import dev.persist.example.ledger.domain.OrderEvent.Paid;
import dev.persist.example.ledger.domain.OrderEvent.Reserved;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * A small conference: its documents, its talks and its shop, over the two weeks before the first start. Each step is a command of
 * an example, dated back. So what it leaves is as real as what a visitor adds. Safe for use by any thread.
 */
public final class World {
  private static final String MADE = "app/world";
  private static final List<String> GUESTS = List.of("alice", "bob", "carol", "dave", "erin", "frank", "grace", "heidi",
      "ivan", "judy", "karl", "liam", "mona", "nina", "oscar", "peggy", "quinn", "rosa", "sam", "tina", "uma", "viktor",
      "wendy", "xavier", "yara", "zoe");

  private final Persist store;
  private final AccessControl acl;
  private final Bookings bookings;
  private final Ledger ledger;

  @Inject
  World(Persist store, AccessControl acl, Bookings bookings, Ledger ledger) {
    this.store = store;
    this.acl = acl;
    this.bookings = bookings;
    this.ledger = ledger;
  }

  /**
   * Makes it, as of {@code now}, unless it was made before. When this is cut off, the next call goes on where it was, as of the
   * time of the first.
   */
  public void make(Instant now) {
    var unused = store.kv().putNew(MADE, Json.of(new Progress(now, 0)));
    var steps = steps(progress().now);
    for (var seen = progress(); seen.done < steps.size(); seen = progress()) {
      steps.get(seen.done).run(); // once more after a cut or beside another process, which has no effect then
      unused = store.kv().cas(MADE, Json.of(seen), Json.of(new Progress(seen.now, seen.done + 1)));
    }
  }

  private record Progress(Instant now, int done) {}

  private Progress progress() {
    return store.kv().get(MADE).orElseThrow().as(Progress.class);
  }

  private List<Runnable> steps(Instant now) {
    var start = now.truncatedTo(ChronoUnit.DAYS).minus(Duration.ofDays(14)).plus(Duration.ofHours(9));
    return Stream.of(documents(start, now), talks(start, now), shop(start)).flatMap(Function.identity()).toList();
  }

  private Stream<Runnable> documents(Instant start, Instant now) {
    return Stream.of(
        grant("talks/*", "carol", "chairs the programme", start),
        grant("talks/keynote", "alice", "gives the keynote", day(start, 1)),
        grant("talks/panel", "bob", "is on the panel", day(start, 1)),
        grant("talks/panel", "dave", "is on the panel", day(start, 2)),
        grant("budget/2027", "carol", "keeps the books", day(start, 2)),
        () -> acl.grant("budget/2027",
            new Granted("erin", "carol", "stands in for a week").endingAt(day(start, 10)), day(start, 3)),
        () -> acl.grant("venue/keys",
            new Granted("frank", "admin", "opens the doors, until the conference is over")
                .endingAt(now.plus(Duration.ofDays(3))),
            day(start, 4)),
        grant("venue/floor-plan", "frank", "opens the doors", day(start, 4)),
        grant("venue/floor-plan", "grace", "builds the stage", day(start, 5)),
        grant("sponsors/contracts", "heidi", "talks to sponsors", day(start, 5)),
        () -> acl.revokeAll(new Revoked("heidi", "admin", "left the team"), day(start, 9)),
        grant("sponsors/contracts", "alice", "took over from heidi", day(start, 9)),
        () -> acl.revoke("talks/panel", new Revoked("dave", "carol", "cannot come"), day(start, 11)));
  }

  private Runnable grant(String resource, String person, String why, Instant at) {
    return () -> acl.grant(resource, new Granted(person, "admin", why), at);
  }

  private Stream<Runnable> talks(Instant start, Instant now) {
    var steps = Stream.<Runnable>builder();
    steps.add(() -> bookings.open("keynote", "Opening keynote: state that remembers", 20, start));
    for (var i = 0; i < 24; i++) { // four more than there are seats: they wait
      var guest = GUESTS.get(i);
      var at = day(start, 1 + i / 3).plus(Duration.ofMinutes(37L * i));
      steps.add(() -> bookings.join("keynote", guest, at));
    }
    steps.add(() -> bookings.cancel("keynote", "erin", day(start, 10))); // and the first who waits gets the seat
    steps.add(() -> bookings.open("workshop", "Workshop: a week without lost writes", 12, day(start, 1)));
    for (var i = 0; i < 8; i++) {
      steps.add(book("workshop", GUESTS.get(2 * i + 1), day(start, 2 + i).plus(Duration.ofMinutes(11L * i))));
    }
    steps.add(() -> bookings.hold("workshop", "alice", now.plus(Duration.ofMinutes(30)), now));
    steps.add(() -> bookings.open("dinner", "Dinner by the river", 40, day(start, 3)));
    for (var i = 0; i < 17; i++) {
      var guest = GUESTS.get((5 * i + 3) % GUESTS.size());
      steps.add(book("dinner", guest, day(start, 4 + i / 3).plus(Duration.ofMinutes(23L * i))));
    }
    return steps.build();
  }

  private Runnable book(String id, String guest, Instant at) {
    return () -> bookings.book(id, guest, at);
  }

  private Stream<Runnable> shop(Instant start) {
    var shirt = new Line("shirt", 1, 2_500);
    var mugs = new Line("mug", 2, 900);
    var book = new Line("book", 1, 3_200);
    var poster = new Line("poster", 4, 1_100);
    return Stream.of(
        new Purchase("alice", day(start, 0)).of(shirt, mugs),
        new Purchase("bob", day(start, 1)).of(book).paid(day(start, 1)).sent(day(start, 3)),
        new Purchase("carol", day(start, 2)).of(new Line("shirt", 3, 2_500))
            .paid(day(start, 2))
            .sent(day(start, 4))
            .refunded(new Money(2_500, "GBP"), day(start, 8)), // one did not fit
        new Purchase("dave", day(start, 3)).of(mugs)
            .paid(day(start, 3))
            .sent(day(start, 5))
            .refunded(new Money(1_800, "GBP"), day(start, 9)), // they were broken
        new Purchase("alice", day(start, 5)).of(book, mugs).paid(day(start, 5)).sent(day(start, 7)),
        new Purchase("erin", day(start, 10)).of(shirt, book).paid(day(start, 11)),
        new Purchase("bob", day(start, 12)).of(mugs).paid(day(start, 12)),
        new Purchase("frank", day(start, 13)).of(poster))
        .flatMap(purchase -> purchase.steps.stream());
  }

  /** The steps of one order. */
  private final class Purchase {
    private final List<Runnable> steps = new ArrayList<>();
    private final String customer;
    private final Instant at;
    private final String key;
    private final String id;

    Purchase(String customer, Instant at) {
      this.customer = customer;
      this.at = at;
      this.key = "world-" + customer + "-" + at.getEpochSecond() / 86_400;
      this.id = Ledger.idOf(key);
    }

    Purchase of(Line... lines) {
      return then(() -> ledger.place(key, customer, "GBP", List.of(lines), at));
    }

    Purchase paid(Instant at) {
      return then(() -> ledger.stocked(id, new Reserved(), at.plus(Duration.ofMinutes(1))))
          .then(() -> {
            var total = ledger.order(id).value().orElseThrow().total();
            ledger.pay(id, "world-payment", new Paid(total, "card", "world-" + id), at.plus(Duration.ofMinutes(4)));
          });
    }

    Purchase sent(Instant at) {
      return then(() -> ledger.fulfil(id, "world-fulfilment", at));
    }

    Purchase refunded(Money amount, Instant at) {
      return then(() -> ledger.refund(id, "world-refund", amount, at));
    }

    private Purchase then(Runnable step) {
      steps.add(step);
      return this;
    }
  }

  private static Instant day(Instant start, int days) {
    return start.plus(Duration.ofDays(days));
  }
}
