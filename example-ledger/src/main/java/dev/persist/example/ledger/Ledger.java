package dev.persist.example.ledger;

import dev.persist.Commit;
import dev.persist.CommitId;
import dev.persist.CommitResult;
import dev.persist.Event;
import dev.persist.Json;
import dev.persist.Persist;
import dev.persist.blob.BlobRef;
import dev.persist.example.ledger.OrderEvent.Paid;
import dev.persist.example.ledger.OrderEvent.Placed;
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

  private static final Projection<Optional<Order>> ORDER = Projection.of(OrderEvent.TYPES, Optional.empty(),
      Order::evolve);

  private final Persist store;
  private final OptionalLong required;
  private volatile Projection.State<Totals> totals = new Projection.State<>(Totals.NONE, 0);

  /** Creates the ledger over {@code store}, which the caller closes. */
  public Ledger(Persist store) {
    this(store, OptionalLong.empty());
  }

  private Ledger(Persist store, OptionalLong required) {
    this.store = store;
    this.required = required;
  }

  /** Returns this ledger for a caller who has seen {@code seq} of an order: any other seq is stale, save on a retry. */
  public Ledger ifAt(OptionalLong seq) {
    return new Ledger(store, seq);
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
    return write(id, Optional.empty(), at, seen -> current(seen, existing(id, order -> order.attach(invoice))));
  }

  /** Returns order {@code id} and the seq that says so; empty when it was never placed. */
  public Projection.State<Optional<Order>> order(String id) {
    return ORDER.project(store.log(), stream(id));
  }

  /** Returns what happened to order {@code id}, oldest first. */
  public Stream<Event> history(String id) {
    return store.log().read(stream(id));
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
    var state = totals;
    for (var links = store.log().timeline(LEDGER).readFrom(state.seq() + 1).iterator(); links.hasNext();) {
      var linked = links.next();
      state = new Projection.State<>(state.value().evolve(read(linked)), linked.position());
    }
    totals = state;
    return state.value();
  }

  private OrderOutcome command(
      String id, String name, String key, Object request, Instant at, Function<Optional<Order>, OrderOutcome> decide) {
    var commitId = CommitId.of(stream(id), name + "/" + key, Json.of(request));
    // Asked after the order was read: asked before, a twin of this command could come between and be decided twice.
    return write(id, Optional.of(commitId), at, seen -> store.earlier(commitId)
        .map(earlier -> answer(earlier, id, key))
        .orElseGet(() -> current(seen, decide)));
  }

  private OrderOutcome current(
      Projection.State<Optional<Order>> seen, Function<Optional<Order>, OrderOutcome> decide) {
    return required.isPresent() && required.getAsLong() != seen.seq()
        ? new OrderOutcome.Stale(required.getAsLong(), seen.seq())
        : decide.apply(seen.value());
  }

  private OrderOutcome write(
      String id,
      Optional<CommitId> commitId,
      Instant at,
      Function<Projection.State<Optional<Order>>, OrderOutcome> decide) {
    var stream = stream(id);
    while (true) {
      var seen = order(id);
      var outcome = decide.apply(seen);
      if (outcome.change().isEmpty()) {
        return outcome;
      }
      var commit = Commit.builder()
          .streamAt(stream, seen.seq())
          .append(stream, OrderEvent.TYPES.write(outcome.change().get(), at))
          .link(LEDGER);
      commitId.ifPresent(commit::id);
      if (store.commit(commit.build()) instanceof CommitResult.Committed) {
        return outcome;
      }
    }
  }

  private OrderOutcome answer(CommitResult earlier, String id, String key) {
    return earlier instanceof CommitResult.AlreadyCommitted
        ? new OrderOutcome.Replayed(order(id).value().orElseThrow())
        : new OrderOutcome.KeyReused(key);
  }

  private static Function<Optional<Order>, OrderOutcome> existing(String id, Function<Order, OrderOutcome> decide) {
    return order -> order.map(decide).orElseGet(() -> new OrderOutcome.Unknown(id));
  }

  private static OrderEvent read(Linked linked) {
    return switch (linked) {
      case Linked.Present(var position, var event) -> OrderEvent.TYPES.read(event);
      case Linked.Compacted(var position, var stream, var seq) -> throw new IllegalStateException(
          "the ledger needs event " + seq + " of " + stream + ", which was truncated; never truncate an order");
    };
  }

  private static String stream(String id) {
    return "order/" + id;
  }
}
