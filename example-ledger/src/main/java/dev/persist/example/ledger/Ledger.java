package dev.persist.example.ledger;

import dev.persist.Commit;
import dev.persist.CommitId;
import dev.persist.Event;
import dev.persist.Json;
import dev.persist.Persist;
import dev.persist.blob.BlobRef;
import dev.persist.decide.Decided;
import dev.persist.decide.Decider;
import dev.persist.decide.Verdict;
import dev.persist.example.ledger.domain.Line;
import dev.persist.example.ledger.domain.Order;
import dev.persist.example.ledger.domain.OrderEvent;
import dev.persist.example.ledger.domain.OrderEvent.Paid;
import dev.persist.example.ledger.domain.OrderEvent.Placed;
import dev.persist.example.ledger.domain.OrderOutcome;
import dev.persist.example.ledger.domain.Totals;
import dev.persist.log.Linked;
import dev.persist.view.Projection;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * An idempotent order ledger, on persist. The one class of this example that touches the store.
 *
 * <p>An order's events are its stream. Each command but one carries the caller's key, which names the commit: tried
 * again, also after a lost answer or a restart, it gives what it gave and takes effect once. The same commit links each
 * event into the stream {@code ledger}, so that one stream holds all orders' events in commit order. Safe for use by any
 * thread.
 */
public final class Ledger {
  private static final String LEDGER = "ledger";

  private static final Projection<Totals> TOTALS = Projection.of(StoredOrders.TYPES, Totals.NONE, Totals::evolve);

  private final Persist store;
  private final Decider<Optional<Order>, OrderEvent> orders;
  private final OptionalLong required;
  private volatile Projection.State<Totals> totals = new Projection.State<>(Totals.NONE, 0);

  /** Creates the ledger over {@code store}, which the caller closes. */
  public Ledger(Persist store) {
    this(store, new Decider<>(store, StoredOrders.TYPES, Optional.empty(), Order::evolve), OptionalLong.empty());
  }

  private Ledger(Persist store, Decider<Optional<Order>, OrderEvent> orders, OptionalLong required) {
    this.store = store;
    this.orders = orders;
    this.required = required;
  }

  /** Returns this ledger for a caller who has seen {@code seq} of an order: any other seq is stale, save on a retry. */
  public Ledger ifAt(OptionalLong seq) {
    return new Ledger(store, orders, seq);
  }

  /** Returns the id of the order that is placed under {@code key}: a key always means the same order. */
  public static String idOf(String key) {
    return Json.of(key).digest().substring(0, 20);
  }

  /** Places an order under {@code key}, once. */
  public OrderOutcome place(String key, String customer, String currency, List<Line> lines, Instant at) {
    var placed = new Placed(idOf(key), customer, currency, lines);
    return command(placed.id(), "place", key, placed, at, order -> Order.place(order, placed));
  }

  /** Takes note of a payment for order {@code id}, once for {@code key}. */
  public OrderOutcome pay(String id, String key, Paid payment, Instant at) {
    return command(id, "pay", key, payment, at, existing(id, order -> order.pay(payment)));
  }

  /** Sends order {@code id}, once for {@code key}. */
  public OrderOutcome fulfil(String id, String key, Instant at) {
    return command(id, "fulfil", key, "", at, existing(id, Order::fulfil));
  }

  /** Pays back order {@code id}, once for {@code key}. */
  public OrderOutcome refund(String id, String key, Instant at) {
    return command(id, "refund", key, "", at, existing(id, Order::refund));
  }

  /**
   * Makes {@code invoice} the invoice of order {@code id}, whose bytes the caller has put in a blob store before.
   *
   * <p>The one command without a key: it sets a value, so the order itself says whether it took effect, and one that
   * was attached, replaced and is attached again is the invoice again.
   */
  public OrderOutcome attachInvoice(String id, BlobRef invoice, Instant at) {
    return decide(id, Optional.empty(), at, existing(id, order -> order.attach(invoice)));
  }

  /** Returns order {@code id} and the seq that says so; empty when it was never placed. */
  public Projection.State<Optional<Order>> order(String id) {
    return orders.state(stream(id));
  }

  /** Returns what happened to order {@code id}, oldest first. */
  public Stream<Event> history(String id) {
    return store.log().read(stream(id));
  }

  /** Returns order {@code id} as it was after its event {@code seq}; empty when it was not placed by then. */
  public Optional<Order> orderAt(String id, long seq) {
    return fold(history(id).takeWhile(event -> event.seq() <= seq));
  }

  /**
   * Returns order {@code id} as it was at {@code at}: before the first of its events that is later, in the order they
   * happened; empty when it was not placed by then.
   */
  public Optional<Order> orderAt(String id, Instant at) {
    return fold(history(id).takeWhile(event -> !event.at().isAfter(at)));
  }

  /** An order and where in the ledger it was placed. */
  public record Entry(long position, Order order) {}

  /** Returns the orders placed after ledger position {@code after}, in the order they were placed, as they are now. */
  public Stream<Entry> orders(long after) {
    return store.log().timeline(LEDGER).readFrom(after + 1).flatMap(linked -> switch (read(linked)) {
      case Placed placed -> order(placed.id()).value().map(order -> new Entry(linked.position(), order)).stream();
      case OrderEvent later -> Stream.empty();
    });
  }

  /** Returns what all orders come to. Folds only what came since the last call, whatever the ledger's length. */
  public Totals totals() {
    var state = TOTALS.resume(store.log().timeline(LEDGER), totals);
    totals = state;
    return state.value();
  }

  private OrderOutcome command(
      String id, String name, String key, Object request, Instant at, Function<Optional<Order>, OrderOutcome> decide) {
    return decide(id, Optional.of(new Key(name, key, Json.of(request))), at, decide);
  }

  /** The caller's {@code key} for the command {@code name}, and what it asked for. */
  private record Key(String name, String key, Json request) {
    CommitId of(String stream) {
      return CommitId.of(stream, name + "/" + key, request);
    }
  }

  private OrderOutcome decide(
      String id, Optional<Key> key, Instant at, Function<Optional<Order>, OrderOutcome> decide) {
    var command = orders.on(stream(id)).ifAt(required);
    var once = key.map(named -> command.once(named.of(stream(id)))).orElse(command);
    var decided = once.decide(at, order -> {
      var outcome = decide.apply(order);
      return Verdict.ofAll(outcome, outcome.change().stream().toList()).also(commit -> linked(commit, outcome));
    });
    return switch (decided) {
      case Decided.Now(var outcome, var events, var after) -> outcome;
      case Decided.Before(var events) -> new OrderOutcome.Replayed(order(id).value().orElseThrow());
      case Decided.IdReused(var reused) -> new OrderOutcome.KeyReused(key.map(Key::key).orElse(reused));
      case Decided.Stale(var expected, var actual) -> new OrderOutcome.Stale(expected, actual);
      case Decided.Contended(var attempts) -> new OrderOutcome.Busy();
    };
  }

  private static Commit.Builder linked(Commit.Builder commit, OrderOutcome outcome) {
    return outcome.change().isPresent() ? commit.link(LEDGER) : commit;
  }

  private static Function<Optional<Order>, OrderOutcome> existing(String id, Function<Order, OrderOutcome> decide) {
    return order -> order.map(decide).orElseGet(() -> new OrderOutcome.Unknown(id));
  }

  private static Optional<Order> fold(Stream<Event> events) {
    var order = Optional.<Order>empty();
    for (var event : (Iterable<Event>) events::iterator) {
      if (event.seq() > 1 && order.isEmpty()) {
        throw truncated(event.stream(), event.seq() - 1);
      }
      order = Order.evolve(order, StoredOrders.TYPES.read(event));
    }
    return order;
  }

  private static OrderEvent read(Linked linked) {
    return switch (linked) {
      case Linked.Present(var position, var event) -> StoredOrders.TYPES.read(event);
      case Linked.Compacted(var position, var stream, var seq) -> throw truncated(stream, seq);
    };
  }

  private static IllegalStateException truncated(String stream, long seq) {
    return new IllegalStateException(
        "the ledger needs event " + seq + " of " + stream + ", which was truncated; never truncate an order");
  }

  private static String stream(String id) {
    return "order/" + id;
  }
}
