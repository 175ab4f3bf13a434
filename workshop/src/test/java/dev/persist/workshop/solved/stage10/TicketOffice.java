package dev.persist.workshop.solved.stage10;

import dev.persist.Codec;
import dev.persist.Commit;
import dev.persist.CommitId;
import dev.persist.CommitResult;
import dev.persist.Json;
import dev.persist.Persist;
import dev.persist.decide.Decided;
import dev.persist.decide.Decider;
import dev.persist.decide.Verdict;
import dev.persist.log.EventTypes;
import dev.persist.log.Upcasters;
import dev.persist.migrate.DualRun;
import dev.persist.migrate.Genesis;
import dev.persist.spi.Movable;
import dev.persist.transfer.Backup;
import dev.persist.view.Projection;
import dev.persist.view.Snapshots;
import dev.persist.workshop.Answer;
import dev.persist.workshop.Call;
import dev.persist.workshop.MapOffice;
import dev.persist.workshop.Office;
import dev.persist.workshop.Order;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** The ticket office after stage 10. */
public final class TicketOffice implements Office {
  /** What happens to the tickets of a show. */
  sealed interface ShowEvent {
    record Sold(int seat, String buyer, int cents) implements ShowEvent {}

    record GivenBack(int seat, String buyer) implements ShowEvent {}

    record Admitted(int seat) implements ShowEvent {}
  }

  /** The holder of each seat of a show, and the seats that were let in. */
  record Seats(Map<Integer, String> holders, Set<Integer> inside) {
    static final Seats NONE = new Seats(Map.of(), Set.of());

    Seats after(ShowEvent event) {
      var next = new HashMap<>(holders);
      var in = new HashSet<>(inside);
      switch (event) {
        case ShowEvent.Sold(var seat, var buyer, var cents) -> next.put(seat, buyer);
        case ShowEvent.GivenBack(var seat, var buyer) -> next.remove(seat);
        case ShowEvent.Admitted(var seat) -> in.add(seat);
      }
      return new Seats(next, in);
    }

    Verdict<ShowEvent, Boolean> admit(int seat) {
      return inside.contains(seat) ? Verdict.of(false) : Verdict.of(true, new ShowEvent.Admitted(seat));
    }

    Verdict<ShowEvent, Answer> sell(Order order) {
      return holders.containsKey(order.seat())
          ? Verdict.of(Answer.TAKEN)
          : Verdict.of(Answer.SOLD, new ShowEvent.Sold(order.seat(), order.buyer(), order.cents()));
    }

    Verdict<ShowEvent, Boolean> giveBack(int seat, String buyer) {
      return buyer.equals(holders.get(seat))
          ? Verdict.of(true, new ShowEvent.GivenBack(seat, buyer))
          : Verdict.of(false);
    }
  }

  /** Until stage 9, a sale was stored without its price, which was always the same. */
  private static final Upcasters OLD = Upcasters.NONE.with("sold", event -> {
    var data = event.data().tree();
    return data.has("cents")
        ? event
        : event.withData(Map.of("seat", data.get("seat"), "buyer", data.get("buyer"), "cents", 2000));
  });
  private static final EventTypes<ShowEvent> TYPES = EventTypes.of(ShowEvent.class).lifting(OLD);
  private static final Projection<Long> TAKINGS = Projection.of(TYPES, 0L,
      (sum, event) -> event instanceof ShowEvent.Sold sold ? sum + sold.cents() : sum);

  private final Persist store;
  private final InstantSource clock;
  private final Decider<Seats, ShowEvent> shows;
  private final Snapshots<Long> takings;

  /** Creates an office over {@code store}. {@code clock} dates events. */
  public TicketOffice(Persist store, InstantSource clock) {
    this.store = store;
    this.clock = clock;
    this.shows = new Decider<>(store, TYPES, Seats.NONE, Seats::after);
    this.takings = store.snapshots("takings", 2, TAKINGS, Codec.of(Long.class));
  }

  /** Opens the store of an office in {@code directory}. */
  public static Persist open(Path directory) {
    return Persist.open("rocksdb:" + directory);
  }

  private static String stream(String show) {
    return "show/" + show;
  }

  private Map<Integer, String> seats(String show) {
    return shows.state(stream(show)).value().holders();
  }

  @Override
  public Answer sell(Order order) {
    var decided = shows.on(stream(order.show()))
        .once(CommitId.of(stream(order.show()), order.id(), Json.of(order)))
        .decide(clock.instant(), seats -> seats.sell(order));
    return switch (decided) {
      case Decided.Now(var answer, var events, var after) -> answer;
      case Decided.Before(var events) -> events.isEmpty() ? Answer.TAKEN : Answer.SOLD;
      case Decided.IdReused(var key) -> throw new IllegalArgumentException(key + " is the id of another order");
      case Decided.Contended(var attempts) -> throw new IllegalStateException("busy; call again");
    };
  }

  @Override
  public boolean giveBack(String show, int seat, String buyer) {
    return switch (shows.on(stream(show)).decide(clock.instant(), seats -> seats.giveBack(seat, buyer))) {
      case Decided.Now(var had, var events, var after) -> had;
      case Decided.Contended(var attempts) -> throw new IllegalStateException("busy; call again");
    };
  }

  @Override
  public Optional<String> holder(String show, int seat) {
    return Optional.ofNullable(seats(show).get(seat));
  }

  @Override
  public List<String> history(String show) {
    return store.log().read(stream(show)).map(TYPES::read).flatMap(event -> switch (event) {
      case ShowEvent.Sold(var seat, var buyer, var cents) -> Stream.of(buyer + " bought seat " + seat);
      case ShowEvent.GivenBack(var seat, var buyer) -> Stream.of(buyer + " gave back seat " + seat);
      case ShowEvent.Admitted admitted -> Stream.of();
    }).toList();
  }

  @Override
  public boolean admit(String show, int seat) {
    return switch (shows.on(stream(show)).decide(clock.instant(), seats -> seats.admit(seat))) {
      case Decided.Now(var first, var events, var after) -> first;
      case Decided.Contended(var attempts) -> throw new IllegalStateException("busy; call again");
    };
  }

  @Override
  public Answer sellBoth(Order first, Order second) {
    var orders = List.of(first, second);
    var id = CommitId.of(stream(first.show()), first.id() + " " + second.id(), Json.of(orders));
    while (true) {
      var before = store.outcome(id);
      if (before.isPresent()) {
        return answer(before.get());
      }
      var commit = Commit.builder().id(id);
      for (var order : orders) {
        var seen = shows.state(stream(order.show()));
        if (seen.value().holders().containsKey(order.seat())) {
          return Answer.TAKEN;
        }
        var sold = new ShowEvent.Sold(order.seat(), order.buyer(), order.cents());
        commit.streamAt(stream(order.show()), seen.seq())
            .append(stream(order.show()), TYPES.write(sold, clock.instant()));
      }
      var result = store.commit(commit.build());
      if (!(result instanceof CommitResult.Conflict)) {
        return answer(result);
      }
    }
  }

  private static Answer answer(CommitResult result) {
    if (result instanceof CommitResult.IdReused) {
      throw new IllegalArgumentException("the id is of another order");
    }
    return Answer.SOLD;
  }

  @Override
  public long takings(String show) {
    return takings.view(stream(show)).refresh().value();
  }

  /** Imports the tickets of {@code old}, which may be done before, and lets both offices sell until the cut-over. */
  public DualRun<Office, Call> moveIn(MapOffice old) {
    var imported = new Genesis(store, "office").run(old.dump().entrySet().stream().map(show -> {
      var stream = stream(show.getKey());
      return new Genesis.Opening(stream, Json.of(show.getValue()), commit -> {
        show.getValue()
            .forEach((seat, ticket) -> commit.append(stream,
                TYPES.write(new ShowEvent.Sold(seat, ticket.buyer(), ticket.cents()), clock.instant())));
        return commit;
      });
    }));
    if (!imported.complete()) {
      throw new IllegalStateException("the store does not have all tickets of the map: " + imported);
    }
    return new DualRun<>(store, "office", clock, old, this);
  }

  /** Adds a backup of the store in {@code directory} to {@code backups}. */
  public static void backUp(Path directory, Path backups) {
    try (var store = Movable.open("rocksdb:" + directory)) {
      Backup.create(store, backups);
    }
  }

  /** Makes the store in {@code directory} from the last backup in {@code backups}. */
  public static void restore(Path backups, Path directory) {
    Backup.restore(backups, "rocksdb:" + directory, Optional.empty());
  }
}
