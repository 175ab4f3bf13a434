package dev.persist.app.tour;

import dev.persist.Persist;
import dev.persist.app.demo.Table;
import dev.persist.example.bookings.Bookings;
import dev.persist.example.bookings.before.Bookings.Dump;
import dev.persist.example.bookings.migrate.BothSeam;
import dev.persist.example.bookings.migrate.Dumps;
import dev.persist.example.bookings.migrate.NewSeam;
import dev.persist.example.bookings.migrate.OldSeam;
import dev.persist.example.bookings.migrate.Openings;
import dev.persist.example.bookings.migrate.Seam;
import dev.persist.example.bookings.migrate.SeamCall;
import dev.persist.example.bookings.migrate.SeamCall.Book;
import dev.persist.example.bookings.migrate.SeamCall.Cancel;
import dev.persist.example.bookings.migrate.SeamCall.Open;
import dev.persist.example.bookings.migrate.SeamCall.ReadRoster;
import dev.persist.log.EventTypes;
import dev.persist.migrate.DualRun;
import dev.persist.migrate.Genesis;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The tour of bookings. */
final class BookingsExample implements Example<Seam, SeamCall, Map<String, Dump>> {
  private static final String WORKSHOP = "workshop";

  /** The fault: it tells the number of the next seat. */
  record Faulty(Seam now) implements Seam {
    @Override
    public int book(String occurrence, String actor) {
      return now.book(occurrence, actor) + 1;
    }

    @Override
    public boolean open(String occurrence, String title, int capacity) {
      return now.open(occurrence, title, capacity);
    }

    @Override
    public boolean cancel(String occurrence, String actor) {
      return now.cancel(occurrence, actor);
    }

    @Override
    public @Nullable Map<Integer, String> roster(String occurrence) {
      return now.roster(occurrence);
    }
  }

  @Override
  public About about() {
    return About
        .of("bookings", "Bookings", "It keeps who has which seat.", "It tells a person the number of the next seat.")
        .with(List.of("book", "cancel"), "Occurrence", List.of(WORKSHOP, "dinner"), true);
  }

  @Override
  public Map<String, Dump> nothing() {
    return Map.of();
  }

  @Override
  public Old<Seam, Map<String, Dump>> old(Map<String, Dump> dump) {
    var old = OldSeam.of(dump);
    return new Old<>(old, old.bookings()::dump);
  }

  @Override
  public Seam now(Persist store, InstantSource clock) {
    return new NewSeam(new Bookings(store), clock);
  }

  @Override
  public Seam faulty(Seam now) {
    return new Faulty(now);
  }

  @Override
  public Seam both(DualRun<Seam, SeamCall> both, Consumer<String> outside) {
    return new BothSeam(both, (occurrence, actor) -> outside.accept("charge " + actor + " for " + occurrence));
  }

  @Override
  public Stream<Genesis.Opening> openings(Map<String, Dump> dump, Instant at) {
    return Openings.of(dump, at);
  }

  @Override
  public Map<String, Dump> back(Persist store, Instant at, Stream<SeamCall> calls) {
    return Dumps.of(new Bookings(store), at);
  }

  @Override
  public EventTypes<SeamCall> calls() {
    return SeamCall.TYPES;
  }

  @Override
  public @Nullable Object on(SeamCall call, Seam seam) {
    return call.on(seam);
  }

  @Override
  public Stream<SeamCall> queries(Map<String, Dump> dump) {
    return Stream.concat(dump.keySet().stream(), Stream.of("never opened")).map(ReadRoster::new);
  }

  @Override
  public List<SeamCall> made() {
    return List.of(new Open(WORKSHOP, "Workshop", 12), new Open("dinner", "Dinner", 3), new Book(WORKSHOP, "alice"),
        new Book(WORKSHOP, "bob"), new Book(WORKSHOP, "carol"), new Cancel(WORKSHOP, "bob"),
        new Book("dinner", "carol"));
  }

  @Override
  public List<SeamCall> round(int number) {
    return List.of(new Book(WORKSHOP, "guest-" + number), new ReadRoster(WORKSHOP));
  }

  @Override
  public SeamCall call(String what, String thing, String person) {
    return what.equals("book") ? new Book(thing, person) : new Cancel(thing, person);
  }

  @Override
  public Table table(Map<String, Dump> dump) {
    return new Table(List.of("Occurrence", "Seats", "Who has which"), dump.entrySet()
        .stream()
        .map(each -> List.of(each.getKey(), "" + each.getValue().capacity(), each.getValue()
            .actors()
            .entrySet()
            .stream()
            .map(seat -> seat.getKey() + " " + seat.getValue())
            .collect(Collectors.joining(", "))))
        .toList());
  }
}
