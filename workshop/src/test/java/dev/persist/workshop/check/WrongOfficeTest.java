package dev.persist.workshop.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.persist.Persist;
import dev.persist.migrate.DualRun;
import dev.persist.workshop.Answer;
import dev.persist.workshop.Call;
import dev.persist.workshop.MapOffice;
import dev.persist.workshop.Office;
import dev.persist.workshop.Order;
import dev.persist.workshop.solved.stage10.TicketOffice;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
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

  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = """
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
