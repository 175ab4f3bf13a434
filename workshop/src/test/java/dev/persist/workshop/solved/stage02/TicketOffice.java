package dev.persist.workshop.solved.stage02;

import dev.persist.Persist;
import dev.persist.log.EventTypes;
import dev.persist.migrate.DualRun;
import dev.persist.view.Projection;
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

/** The ticket office after stage 2. */
public final class TicketOffice implements Office {
  /** What happens to the tickets of a show. */
  sealed interface ShowEvent {
    record Sold(int seat, String buyer) implements ShowEvent {}

    record GivenBack(int seat, String buyer) implements ShowEvent {}
  }

  /** The holder of each seat of a show. */
  record Seats(Map<Integer, String> holders) {
    static final Seats NONE = new Seats(Map.of());

    Seats after(ShowEvent event) {
      var next = new HashMap<>(holders);
      switch (event) {
        case ShowEvent.Sold(var seat, var buyer) -> next.put(seat, buyer);
        case ShowEvent.GivenBack(var seat, var buyer) -> next.remove(seat);
      }
      return new Seats(next);
    }
  }

  private static final EventTypes<ShowEvent> TYPES = EventTypes.of(ShowEvent.class);
  private static final Projection<Seats> SEATS = Projection.of(TYPES, Seats.NONE, Seats::after);

  private final Persist store;
  private final InstantSource clock;
  private final Map<String, Long> takings = new HashMap<>();
  private final Set<String> inside = new HashSet<>();

  /** Creates an office over {@code store}. {@code clock} dates events. */
  public TicketOffice(Persist store, InstantSource clock) {
    this.store = store;
    this.clock = clock;
  }

  /** Opens the store of an office in {@code directory}. */
  public static Persist open(Path directory) {
    return Persist.open("rocksdb:" + directory);
  }

  private static String stream(String show) {
    return "show/" + show;
  }

  private Map<Integer, String> seats(String show) {
    return SEATS.fold(store.log(), stream(show)).holders();
  }

  private void append(String show, ShowEvent event) {
    store.log().append(stream(show), List.of(TYPES.write(event, clock.instant())));
  }

  @Override
  public Answer sell(Order order) {
    if (seats(order.show()).containsKey(order.seat())) {
      return Answer.TAKEN;
    }
    append(order.show(), new ShowEvent.Sold(order.seat(), order.buyer()));
    takings.merge(order.show(), 2000L, Long::sum);
    return Answer.SOLD;
  }

  @Override
  public boolean giveBack(String show, int seat, String buyer) {
    if (!buyer.equals(seats(show).get(seat))) {
      return false;
    }
    append(show, new ShowEvent.GivenBack(seat, buyer));
    return true;
  }

  @Override
  public Optional<String> holder(String show, int seat) {
    return Optional.ofNullable(seats(show).get(seat));
  }

  @Override
  public List<String> history(String show) {
    return store.log().read(stream(show)).map(TYPES::read).map(event -> switch (event) {
      case ShowEvent.Sold(var seat, var buyer) -> buyer + " bought seat " + seat;
      case ShowEvent.GivenBack(var seat, var buyer) -> buyer + " gave back seat " + seat;
    }).toList();
  }

  @Override
  public boolean admit(String show, int seat) {
    return inside.add(show + "/" + seat);
  }

  @Override
  public Answer sellBoth(Order first, Order second) {
    var one = sell(first);
    return one == Answer.SOLD ? sell(second) : one;
  }

  @Override
  public long takings(String show) {
    return takings.getOrDefault(show, 0L);
  }

  /** Imports the tickets of {@code old}, which may be done before, and lets both offices sell until the cut-over. */
  public DualRun<Office, Call> moveIn(MapOffice old) {
    throw new UnsupportedOperationException("stage 10");
  }

  /** Adds a backup of the store in {@code directory} to {@code backups}. */
  public static void backUp(Path directory, Path backups) {
    throw new UnsupportedOperationException("stage 10");
  }

  /** Makes the store in {@code directory} from the last backup in {@code backups}. */
  public static void restore(Path backups, Path directory) {
    throw new UnsupportedOperationException("stage 10");
  }
}
