package dev.persist.example.ledger;

import static dev.persist.example.ledger.StoredOrders.LEDGER;
import static dev.persist.example.ledger.StoredOrders.id;
import static dev.persist.example.ledger.StoredOrders.stream;
import static dev.persist.example.ledger.StoredOrders.streamOf;

import dev.persist.Codec;
import dev.persist.CommitId;
import dev.persist.Event;
import dev.persist.Json;
import dev.persist.Limits;
import dev.persist.Persist;
import dev.persist.StoreException;
import dev.persist.blob.BlobRef;
import dev.persist.blob.BlobStore;
import dev.persist.decide.Decided;
import dev.persist.decide.Decider;
import dev.persist.decide.Verdict;
import dev.persist.example.ledger.domain.Line;
import dev.persist.example.ledger.domain.Money;
import dev.persist.example.ledger.domain.Order;
import dev.persist.example.ledger.domain.OrderEvent;
import dev.persist.example.ledger.domain.OrderEvent.Paid;
import dev.persist.example.ledger.domain.OrderEvent.Placed;
import dev.persist.example.ledger.domain.OrderEvent.Stocked;
import dev.persist.example.ledger.domain.OrderOutcome;
import dev.persist.example.ledger.domain.OrderOutcome.PaymentUsed;
import dev.persist.example.ledger.domain.OrderState;
import dev.persist.example.ledger.domain.Reconciled;
import dev.persist.example.ledger.domain.Totals;
import dev.persist.feed.Subscription;
import dev.persist.log.Linked;
import dev.persist.log.TruncatedException;
import dev.persist.view.Projection;
import dev.persist.view.Snapshots;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * An idempotent order ledger, on persist. Of this example, only this class touches the store.
 *
 * <p>The events of an order are its stream. Nearly each command carries the caller's key, which names the commit. A
 * command that is tried again, also after a lost answer or a restart, takes effect once and gets the same answer. The
 * same commit links each event into the stream {@code ledger}, so one stream holds the events of all orders in commit
 * order, and the first event of an order into a stream of its customer. Safe for use by any thread.
 */
public final class Ledger {
  private static final Projection<Totals> TOTALS = Projection.of(StoredOrders.TYPES, Totals.NONE, Totals::evolve);

  /** The command that appends each such event stores the totals, so that totals() has fewer events to fold. */
  static final int KEEP_EVERY = 100;

  /** The largest order: half of the largest state, so that an order can be kept and archived whatever happens to it. */
  public static final int ORDER_BYTES = Limits.VALUE_BYTES / 2;

  private final Persist store;
  private final boolean archiving;
  private final Decider<Optional<OrderState>, OrderEvent> orders;
  private final Snapshots<Optional<OrderState>> archived;
  private final Snapshots<Totals> totals;
  private final OptionalLong required;

  /** Creates the ledger over {@code store}, which the caller closes. */
  public Ledger(Persist store) {
    this(store, false);
  }

  private Ledger(Persist store, boolean archiving) {
    var decider = new Decider<>(store, StoredOrders.TYPES, Optional.empty(), OrderState::evolve);
    this.store = store;
    this.archiving = archiving;
    this.archived = store.snapshots("order", 1, decider.projection(), StoredOrders.CODEC);
    this.orders = decider.linking(StoredOrders::links).startingFrom(archived);
    this.totals = store.snapshots("totals", 1, TOTALS, Codec.of(Totals.class));
    this.required = OptionalLong.empty();
  }

  private Ledger(Ledger other, OptionalLong required) {
    this.store = other.store;
    this.archiving = other.archiving;
    this.orders = other.orders;
    this.archived = other.archived;
    this.totals = other.totals;
    this.required = required;
  }

  /**
   * Returns this ledger with an archive for the events of finished orders. Always open it with the same archive then.
   */
  public Ledger archivingTo(BlobStore blobs) {
    return new Ledger(store.archivingTo(blobs), true);
  }

  /**
   * Returns this ledger for a caller that has seen {@code seq} of an order: any other seq is stale. A retry never is.
   */
  public Ledger ifAt(OptionalLong seq) {
    return new Ledger(this, seq);
  }

  /** Returns the id of the order that is placed under {@code key}. A key always means the same order. */
  public static String idOf(String key) {
    return Json.of(key).digest().substring(0, 20);
  }

  /**
   * Places an order under {@code key}, once.
   *
   * @throws IllegalArgumentException when the order is over {@link #ORDER_BYTES} as JSON, or when {@code customer} is too long for
   *     the name of a stream; nothing was written
   */
  public OrderOutcome place(String key, String customer, String currency, List<Line> lines, Instant at) {
    var placed = new Placed(idOf(key), customer, currency, lines);
    var bytes = Json.of(placed).size();
    if (bytes > ORDER_BYTES) {
      throw new IllegalArgumentException("the order has " + bytes + " bytes, the limit is " + ORDER_BYTES
          + "; place it as several orders");
    }
    return command(placed.id(), "place", key, placed, at, order -> Order.place(order, key, placed));
  }

  /** Notes the warehouse's answer about order {@code id}. The first answer counts, so it needs no key. */
  public OrderOutcome stocked(String id, Stocked answer, Instant at) {
    return decide(id, Optional.empty(), at, existing(id, order -> order.stocked(answer)));
  }

  /**
   * Notes a payment for order {@code id}, once for {@code key}. One payment pays one order: a provider's reference that
   * was used for another order is {@link OrderOutcome.PaymentUsed}.
   *
   * @throws IllegalArgumentException when provider and reference are too long for a key; nothing was written
   */
  public OrderOutcome pay(String id, String key, Paid payment, Instant at) {
    var used = StoredOrders.key(payment);
    return command(id, "pay", key, payment, at, existing(id, order -> {
      var verdict = order.pay(payment);
      if (verdict.events().isEmpty()) {
        return verdict;
      }
      return store.kv()
          .get(used)
          .map(other -> Verdict.<OrderEvent, OrderOutcome>of(new PaymentUsed(other.as(String.class))))
          .orElseGet(() -> verdict.also(commit -> commit.keyAbsent(used).put(used, Json.of(id))));
    }));
  }

  /** Sends order {@code id}, once for {@code key}. */
  public OrderOutcome fulfil(String id, String key, Instant at) {
    return command(id, "fulfil", key, "", at, existing(id, Order::fulfil));
  }

  /** Pays back all that is left of the payment for order {@code id}, once for {@code key}. */
  public OrderOutcome refund(String id, String key, Instant at) {
    return command(id, "refund", key, "", at, existing(id, order -> order.refund(key)));
  }

  /** Pays back {@code amount} of the payment for order {@code id}, once for {@code key}. */
  public OrderOutcome refund(String id, String key, Money amount, Instant at) {
    return command(id, "refund", key, amount, at, existing(id, order -> order.refund(amount, key)));
  }

  /**
   * Makes {@code invoice} the invoice of order {@code id}. The caller has put its bytes in a blob store before.
   *
   * <p>It needs no key: it sets a value, so the order itself says whether it took effect. An invoice that was attached
   * and then replaced becomes the invoice again when it is attached again.
   */
  public OrderOutcome attachInvoice(String id, BlobRef invoice, Instant at) {
    return decide(id, Optional.empty(), at, existing(id, order -> order.attach(invoice)));
  }

  /** Returns order {@code id} and the seq of that state; empty when it was never placed. */
  public Projection.State<Optional<Order>> order(String id) {
    var state = orders.state(stream(id));
    return new Projection.State<>(state.value().map(OrderState::order), state.seq());
  }

  /**
   * Returns the events of order {@code id}, oldest first.
   *
   * @throws IllegalStateException when some of them are in an archive, and this ledger was opened without it
   */
  public Stream<Event> history(String id) {
    var last = store.log().lastSeq(stream(id));
    var first = store.log().readWithArchive(stream(id), 1).findFirst().map(Event::seq).orElse(last + 1);
    if (first > 1) {
      throw gone(stream(id), first - 1);
    }
    return store.log().readWithArchive(stream(id), 1);
  }

  /** Returns order {@code id} as it was after its event {@code seq}; empty when it was not placed by then. */
  public Optional<Order> orderAt(String id, long seq) {
    return fold(history(id).takeWhile(event -> event.seq() <= seq));
  }

  /** Returns order {@code id} as of {@code at}; empty when it was not placed by then. */
  public Optional<Order> orderAt(String id, Instant at) {
    return orders.asOf(stream(id), at).value().map(OrderState::order);
  }

  /** An order, and the ledger position at which it was placed. */
  public record Entry(long position, Order order) {}

  /** Returns the current state of the orders placed after ledger position {@code after}, in the order of placing. */
  public Stream<Entry> orders(long after) {
    return entries(events(LEDGER, after + 1).filter(placed -> placed.event().seq() == 1));
  }

  /**
   * Returns the current state of the orders of {@code customer}, in the order of placing. Reads no other orders. Positions count
   * the orders of the customer.
   */
  public Stream<Entry> ordersOf(String customer, long after) {
    return entries(events(streamOf(customer), after + 1));
  }

  private Stream<Entry> entries(Stream<Linked.Present> placed) {
    return placed.map(each -> new Entry(each.position(), order(id(each.event())).value().orElseThrow()));
  }

  /** Returns the totals of all orders. Writes nothing; folds the events since the last snapshot. */
  public Totals totals() {
    return totals.replay(LEDGER).value();
  }

  /**
   * Keeps a snapshot of the totals. The command that makes each hundredth event calls this, and so does {@link
   * #archive}.
   */
  public void keepTotals() {
    totals.view(LEDGER).refresh();
  }

  /** Compares the ledger's totals with those of the orders themselves. Reads all events. */
  public Reconciled reconcile() {
    var view = totals.replay(LEDGER);
    var seqs = new HashMap<String, Long>();
    events(LEDGER, 1).takeWhile(each -> each.position() <= view.seq())
        .forEach(each -> seqs.put(id(each.event()), each.event().seq()));
    var sum = Totals.of(seqs.entrySet().stream().flatMap(each -> orderAt(each.getKey(), each.getValue()).stream()));
    return sum.equals(view.value()) ? new Reconciled.Balanced(sum) : new Reconciled.Off(view.value(), sum);
  }

  /**
   * Moves the events of order {@code id} into the archive if the order is finished; returns whether it is.
   *
   * @throws IllegalStateException when this ledger has no archive
   */
  public boolean archive(String id) {
    if (!archiving) {
      throw new IllegalStateException(
          "order " + id + " would lose its history; give the ledger an archive first");
    }
    var finished = order(id).value().filter(Order::finished).isPresent();
    if (finished) {
      keepTotals(); // so that a ledger that is opened without the archive knows the totals, too
      archived.compact(stream(id));
    }
    return finished;
  }

  /** Returns the subscription {@code name}, which follows the events of all orders. */
  Subscription subscription(String name) {
    return store.subscription(name, LEDGER);
  }

  private OrderOutcome command(
      String id,
      String name,
      String key,
      Object request,
      Instant at,
      Function<Optional<Order>, Verdict<OrderEvent, OrderOutcome>> decide) {
    return decide(id, Optional.of(new Key(name, key, Json.of(request))), at, decide);
  }

  /** The caller's {@code key} for the command {@code name}, and the request. */
  private record Key(String name, String key, Json request) {
    String command() {
      return name + "/" + key;
    }

    CommitId id(String stream) {
      return CommitId.of(stream, command(), request);
    }
  }

  private OrderOutcome decide(
      String id,
      Optional<Key> key,
      Instant at,
      Function<Optional<Order>, Verdict<OrderEvent, OrderOutcome>> decide) {
    var command = orders.on(stream(id)).ifAt(required);
    Function<Optional<OrderState>, Verdict<OrderEvent, OrderOutcome>> judge = state -> before(state, key)
        .map(Verdict::<OrderEvent, OrderOutcome>of)
        .orElseGet(() -> decide.apply(state.map(OrderState::order)));
    Decided<Optional<OrderState>, OrderOutcome> decided = key.isPresent()
        ? command.once(key.get().id(stream(id))).decide(at, judge)
        : command.decide(at, judge);
    return switch (decided) {
      case Decided.Now(var outcome, var events, var after) -> {
        if (events.stream().anyMatch(event -> event.stream().equals(LEDGER) && event.seq() % KEEP_EVERY == 0)) {
          tryKeepTotals();
        }
        yield outcome;
      }
      case Decided.Before(var events) -> new OrderOutcome.Replayed(order(id).value().orElseThrow());
      case Decided.IdReused(var reused) -> new OrderOutcome.KeyReused(key.map(Key::key).orElse(reused));
      case Decided.Stale(var expected, var actual) ->
        before(orders.state(stream(id)).value(), key).orElse(new OrderOutcome.Stale(expected, actual));
      case Decided.Contended(var attempts) -> new OrderOutcome.Busy();
    };
  }

  /** The command is durable by now, so a fault here is not its answer. The next hundredth event tries again. */
  private void tryKeepTotals() {
    try {
      keepTotals();
    } catch (StoreException | TruncatedException kept) {
      // totals() folds more events until then, or throws this fault itself
    }
  }

  private static Optional<OrderOutcome> before(Optional<OrderState> state, Optional<Key> key) {
    return state.flatMap(it -> key.map(Key::command).flatMap(it::answered));
  }

  private static Function<Optional<Order>, Verdict<OrderEvent, OrderOutcome>> existing(
      String id, Function<Order, Verdict<OrderEvent, OrderOutcome>> decide) {
    return order -> order.map(decide).orElseGet(() -> Verdict.of(new OrderOutcome.Unknown(id)));
  }

  private static Optional<Order> fold(Stream<Event> events) {
    var order = Optional.<Order>empty();
    for (var event : (Iterable<Event>) events::iterator) {
      order = Order.evolve(order, StoredOrders.TYPES.read(event));
    }
    return order;
  }

  private Stream<Linked.Present> events(String links, long from) {
    return store.log().timeline(links).readFrom(from).map(linked -> switch (linked) {
      case Linked.Present present -> present;
      case Linked.Compacted(var position, var stream, var seq) -> throw gone(stream, seq);
    });
  }

  private static IllegalStateException gone(String stream, long seq) {
    return new IllegalStateException(
        "event " + seq + " of " + stream
            + " is not in the store; open the ledger with the archive that holds it");
  }
}
