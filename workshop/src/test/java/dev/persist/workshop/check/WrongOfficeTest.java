package dev.persist.workshop.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.persist.Codec;
import dev.persist.Commit;
import dev.persist.CommitResult;
import dev.persist.Json;
import dev.persist.NewEvent;
import dev.persist.Persist;
import dev.persist.log.EventTypes;
import dev.persist.migrate.DualRun;
import dev.persist.view.Projection;
import dev.persist.view.Snapshots;
import dev.persist.workshop.Answer;
import dev.persist.workshop.Call;
import dev.persist.workshop.MapOffice;
import dev.persist.workshop.Office;
import dev.persist.workshop.Order;
import dev.persist.workshop.solved.stage10.TicketOffice;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Solutions that look right and are not: the trials behind the first of a stage find them. */
class WrongOfficeTest {
  /** As the last solution; a subclass says where it is wrong. */
  public static class Right implements Office {
    final Persist store;
    final TicketOffice right;

    /** Creates one, as all offices are created. */
    public Right(Persist store, InstantSource clock) {
      this.store = store;
      this.right = new TicketOffice(store, clock);
    }

    public static Persist open(Path directory) {
      return TicketOffice.open(directory);
    }

    public static void backUp(Path directory, Path backups) {
      TicketOffice.backUp(directory, backups);
    }

    public static void restore(Path backups, Path directory) {
      TicketOffice.restore(backups, directory);
    }

    public DualRun<Office, Call> moveIn(MapOffice old) {
      return right.moveIn(old);
    }

    @Override
    public Answer sell(Order order) {
      return right.sell(order);
    }

    @Override
    public boolean giveBack(String show, int seat, String buyer) {
      return right.giveBack(show, seat, buyer);
    }

    @Override
    public Optional<String> holder(String show, int seat) {
      return right.holder(show, seat);
    }

    @Override
    public List<String> history(String show) {
      return right.history(show);
    }

    @Override
    public boolean admit(String show, int seat) {
      return right.admit(show, seat);
    }

    @Override
    public Answer sellBoth(Order first, Order second) {
      return right.sellBoth(first, second);
    }

    @Override
    public long takings(String show) {
      return right.takings(show);
    }
  }

  /** Looks, and then appends whatever happened since. */
  public static final class Appending extends Right {
    public Appending(Persist store, InstantSource clock) {
      super(store, clock);
    }

    @Override
    public Answer sell(Order order) {
      if (holder(order.show(), order.seat()).isPresent()) {
        return Answer.TAKEN;
      }
      LockSupport.parkNanos(1_000_000);
      store.log()
          .append("show/" + order.show(), "sold", Instant.EPOCH,
              Map.of("seat", order.seat(), "buyer", order.buyer(), "cents", order.cents()));
      return Answer.SOLD;
    }
  }

  /** Sells one seat after the other, and takes the first back when the second is gone. */
  public static final class Undoing extends Right {
    public Undoing(Persist store, InstantSource clock) {
      super(store, clock);
    }

    @Override
    public Answer sellBoth(Order first, Order second) {
      var one = sell(first);
      if (one != Answer.SOLD || sell(second) == Answer.SOLD) {
        return one;
      }
      giveBack(first.show(), first.seat(), first.buyer());
      return Answer.TAKEN;
    }
  }

  /** Adds up the whole stream for each question. */
  public static final class Adding extends Right {
    public Adding(Persist store, InstantSource clock) {
      super(store, clock);
    }

    @Override
    public long takings(String show) {
      return store.log().readByType("show/" + show, "sold").mapToLong(event -> 2000).sum();
    }
  }

  /** Imports, and then leaves all to another map. */
  public static final class Idle extends Right {
    public Idle(Persist store, InstantSource clock) {
      super(store, clock);
    }

    @Override
    public DualRun<Office, Call> moveIn(MapOffice old) {
      super.moveIn(old);
      var other = new MapOffice();
      old.dump()
          .forEach((show, seats) -> seats.forEach(
              (seat, ticket) -> other.sell(new Order("", show, seat, ticket.buyer(), ticket.cents()))));
      return new DualRun<>(store, "office", Offices.CLOCK, old, other);
    }

    /** Begins anew. */
    public static void restore(Path backups, Path directory) {
      open(directory).close();
    }
  }

  /** Looks, and then appends whatever happened since. Only its sales of one seat are right. */
  public static final class Unguarded extends Right {
    private final EventTypes<Told> types = EventTypes.of(Told.class);

    /** What it appends itself. */
    sealed interface Told {
      record Sold(int seat, String buyer, int cents) implements Told {}

      record GivenBack(int seat, String buyer) implements Told {}

      record Admitted(int seat) implements Told {}
    }

    public Unguarded(Persist store, InstantSource clock) {
      super(store, clock);
    }

    private void append(String show, Told told) {
      store.log().append("show/" + show, List.of(types.write(told, Instant.EPOCH)));
    }

    @Override
    public boolean giveBack(String show, int seat, String buyer) {
      var had = holder(show, seat).filter(buyer::equals).isPresent();
      if (had) {
        append(show, new Told.GivenBack(seat, buyer));
      }
      return had;
    }

    @Override
    public boolean admit(String show, int seat) {
      var inside = store.log()
          .readByType("show/" + show, "admitted")
          .anyMatch(
              event -> event.data().tree().get("seat").intValue() == seat);
      if (!inside) {
        append(show, new Told.Admitted(seat));
      }
      return !inside;
    }

    @Override
    public Answer sellBoth(Order first, Order second) {
      if (holder(second.show(), second.seat()).isPresent()) {
        return Answer.TAKEN;
      }
      var answer = sell(first);
      if (answer == Answer.SOLD) {
        append(second.show(), new Told.Sold(second.seat(), second.buyer(), second.cents()));
      }
      return answer;
    }
  }

  /** Lets people in, and appends that once there are two. */
  public static final class Collecting extends Right {
    private final List<Integer> waiting = new ArrayList<>();

    public Collecting(Persist store, InstantSource clock) {
      super(store, clock);
    }

    @Override
    public boolean admit(String show, int seat) {
      waiting.add(seat);
      if (waiting.size() < 2) {
        return true;
      }
      var first = waiting.stream().map(each -> right.admit(show, each)).toList().getLast();
      waiting.clear();
      return first;
    }
  }

  /** Makes up an id of its own for each request, and takes a seat that the buyer has for an answer. */
  public static final class Asking extends Right {
    private static final AtomicInteger NEXT = new AtomicInteger();

    public Asking(Persist store, InstantSource clock) {
      super(store, clock);
    }

    private static Order own(Order order) {
      return new Order("own" + NEXT.getAndIncrement(), order.show(), order.seat(), order.buyer(), order.cents());
    }

    private boolean has(Order order) {
      return holder(order.show(), order.seat()).filter(order.buyer()::equals).isPresent();
    }

    @Override
    public Answer sell(Order order) {
      return has(order) ? Answer.SOLD : right.sell(own(order));
    }

    @Override
    public Answer sellBoth(Order first, Order second) {
      return has(first) && has(second) ? Answer.SOLD : right.sellBoth(own(first), own(second));
    }
  }

  /** Takes any order with a known id for the one that it knows, and names the others for the buyer. */
  public static final class Naming extends Right {
    public Naming(Persist store, InstantSource clock) {
      super(store, clock);
    }

    private Answer once(Order order, Supplier<Answer> sale) {
      if (store.kv().get("order/" + order.id()).isPresent()) {
        return Answer.SOLD;
      }
      var answer = sale.get();
      store.kv().put("order/" + order.id(), Json.of(true));
      return answer;
    }

    @Override
    public Answer sell(Order order) {
      return once(order, () -> right.sell(
          new Order(order.buyer() + order.seat(), order.show(), order.seat(), order.buyer(), order.cents())));
    }

    @Override
    public Answer sellBoth(Order first, Order second) {
      return once(first, () -> right.sellBoth(first, second));
    }
  }

  /** Looks once, and gives up when others are faster. */
  public static final class GivingUp extends Right {
    public GivingUp(Persist store, InstantSource clock) {
      super(store, clock);
    }

    @Override
    public Answer sellBoth(Order first, Order second) {
      var commit = Commit.builder();
      for (var order : List.of(first, second)) {
        commit.streamAt("show/" + order.show(), store.log().lastSeq("show/" + order.show()))
            .append("show/" + order.show(), NewEvent.of("sold", Instant.EPOCH,
                Map.of("seat", order.seat(), "buyer", order.buyer(), "cents", order.cents())));
      }
      var taken = holder(first.show(), first.seat()).isPresent() || holder(second.show(), second.seat()).isPresent();
      return !taken && store.commit(commit.build()) instanceof CommitResult.Committed ? Answer.SOLD : Answer.TAKEN;
    }
  }

  /** Adds what it sells itself to a key, in a commit of its own. */
  public static final class Counting extends Right {
    public Counting(Persist store, InstantSource clock) {
      super(store, clock);
    }

    private void add(String show, int cents) {
      store.kv().update("takings/" + show, Json.of(0), sum -> Json.of(sum.as(Long.class) + cents));
    }

    @Override
    public Answer sell(Order order) {
      var known = store.log().lastSeq("show/" + order.show());
      var answer = right.sell(order);
      if (store.log().lastSeq("show/" + order.show()) > known) {
        add(order.show(), order.cents());
      }
      return answer;
    }

    @Override
    public boolean giveBack(String show, int seat, String buyer) {
      var had = right.giveBack(show, seat, buyer);
      if (had) {
        add(show, -2000);
      }
      return had;
    }

    @Override
    public long takings(String show) {
      return store.kv().get("takings/" + show).map(sum -> sum.as(Long.class)).orElse(0L);
    }
  }

  /** Goes on from the sums that the fold before it kept. */
  public static final class GoingOn extends Right {
    private final Snapshots<Long> takings;

    public GoingOn(Persist store, InstantSource clock) {
      super(store, clock);
      this.takings = store.snapshots("takings", 1,
          Projection.of(EventTypes.of(Unguarded.Told.class), 0L, (sum, event) -> sum + 2000), Codec.of(Long.class));
    }

    @Override
    public long takings(String show) {
      return takings.view("show/" + show).refresh().value();
    }
  }

  /** Imports a show whose stream is empty, ticket by ticket, and serves at once. */
  public static final class Hasty extends Right {
    public Hasty(Persist store, InstantSource clock) {
      super(store, clock);
    }

    @Override
    public DualRun<Office, Call> moveIn(MapOffice old) {
      old.dump().forEach((show, seats) -> {
        if (store.log().lastSeq("show/" + show) == 0) {
          seats.forEach((seat, ticket) -> right.sell(
              new Order("import" + seat, show, seat, ticket.buyer(), ticket.cents())));
        }
      });
      return new DualRun<>(store, "office", Offices.CLOCK, this, old);
    }
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = """
      Unguarded | 4 | of two who give back one ticket, one had it -> yes
      Asking | 5 | an order that is asked for again, after the ticket was given back, sells nothing -> ann
      Naming | 5 | another order of the same buyer is another order -> nobody
      Naming | 5 | an id that comes with another order is refused -> SOLD
      Unguarded | 6 | of two doors that see a ticket, one lets it in -> yes
      Collecting | 6 | of two doors that see a ticket, one lets it in -> yes
      Unguarded | 7 | somebody buys the second seat in between -> SOLD
      GivingUp | 7 | somebody buys another seat in between, and both are still free -> TAKEN
      GivingUp | 7 | a buyer of both who lost the reply is told SOLD -> TAKEN
      Asking | 7 | an order for both that is asked for again, after the tickets were given back, sells nothing -> ann
      Naming | 7 | an id that comes with another order for both is refused -> SOLD
      Counting | 8 | nothing is refunded -> 0
      Counting | 8 | the seats of a pass count -> 0
      Counting | 8 | a sale whose reply was lost counts once -> 0
      GoingOn | 9 | the takings that an office of last year kept are not gone on from -> 6000
      Hasty | 10 | an import that was cut off anywhere goes on -> nobody
      Hasty | 10 | the map answers until the cut-over -> nobody
      Appending | 4 | two buyers of one seat are told SOLD and TAKEN -> SOLD
      Appending | 4 | many buyers at many offices, all at once -> SOLD
      Undoing | 7 | nobody sees one seat sold without the other -> nobody
      Undoing | 7 | of two buyers of both seats, one gets both -> TAKEN
      Adding | 8 | the takings cost as much after 500 sales as after one reads 500 events
      Idle | 10 | the offices agree while buyers buy, and the cut-over loses nothing -> nobody
      Idle | 10 | a backup brings all back when the server is lost -> nobody""")
  void what_only_looks_right_is_found(String office, int stage, String why) throws Exception {
    var trial = Stages.ALL.get(stage - 1)
        .trials()
        .stream()
        .filter(each -> why.startsWith(each.name()))
        .reduce((shorter, longer) -> longer)
        .orElseThrow();
    var type = Class.forName(getClass().getName() + "$" + office).asSubclass(Office.class);
    var last = trial.run().of(new Offices(type)).orElseThrow().history().steps().getLast();
    assertThat(last.text()).contains(why.substring(trial.name().length()).strip());
    assertThat(trial.run().of(new Offices(Right.class))).isEmpty();
  }
}
