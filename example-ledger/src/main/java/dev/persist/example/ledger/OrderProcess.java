package dev.persist.example.ledger;

import dev.persist.Event;
import dev.persist.example.ledger.domain.Money;
import dev.persist.example.ledger.domain.Order;
import dev.persist.example.ledger.domain.OrderEvent.Fulfilled;
import dev.persist.example.ledger.domain.OrderEvent.PartlyRefunded;
import dev.persist.example.ledger.domain.OrderEvent.Placed;
import dev.persist.example.ledger.domain.OrderEvent.Refunded;
import dev.persist.example.ledger.domain.OrderEvent.Stocked;
import dev.persist.example.ledger.domain.OrderOutcome;
import dev.persist.example.ledger.domain.Status;
import dev.persist.example.ledger.domain.Step;
import dev.persist.example.ledger.domain.Stock;
import dev.persist.feed.Runner;
import dev.persist.feed.Subscription;
import java.time.InstantSource;

/**
 * Moves each order on: has it reserved, waits until it is paid, then sends it, or pays it back when it cannot be had.
 *
 * <p>The process keeps no state itself. The events of an order say where the order is, and a subscription says which
 * events were looked at. So the process goes on where it was, after a restart or a crash at any point. It may then make
 * a call to the outside again, under the same key. A key names the order and the purpose, not the place of an event: a
 * store that was restored from a backup gives the places of lost events to other events.
 */
public final class OrderProcess {
  /** Keeps goods and sends them. A second call with the same key is the same call, and has no further effect. */
  public interface Warehouse {
    /** Keeps the goods of {@code order}, and says whether it can. */
    Stocked reserve(String key, Placed order);

    /** Sends the goods of {@code order}. */
    void send(String key, Placed order);

    /** No longer keeps the goods: {@code order} was paid back before it was sent. */
    void release(String key, Placed order);
  }

  /** Moves money. A second call with the same key is the same call, and has no further effect. */
  public interface Bank {
    /** Sends {@code amount} to the payer of order {@code id}. */
    void payBack(String key, String id, Money amount);
  }

  /** The key of the process's own commands: it sends an order once, and pays an order back once. */
  private static final String KEY = "process";

  private final Ledger ledger;
  private final Warehouse warehouse;
  private final Bank bank;
  private final InstantSource clock;

  /** Creates the process of all orders in {@code ledger}. */
  public OrderProcess(Ledger ledger, Warehouse warehouse, Bank bank, InstantSource clock) {
    this.ledger = ledger;
    this.warehouse = warehouse;
    this.bank = bank;
    this.clock = clock;
  }

  /** Returns the subscription that says where the process is. It stops when the outside fails; resume it to go on. */
  public Subscription subscription() {
    return ledger.subscription("order-process");
  }

  /** Returns the runner of the process; close it before the store. Several may run, and one of them works. */
  public Runner runner() {
    return subscription().each(clock, (event, commit) -> follow(event));
  }

  private void follow(Event event) {
    var id = StoredOrders.id(event);
    var order = ledger.order(id).value().orElseThrow();
    tell(id, event, order);
    if (order.next() != Step.WAIT && goOn(id, order) instanceof OrderOutcome.Busy) {
      throw new IllegalStateException("too many callers change order " + id + " at once; resume the process");
    }
  }

  /** Performs outside what was decided. */
  private void tell(String id, Event event, Order order) {
    switch (StoredOrders.TYPES.read(event)) {
      case Fulfilled fulfilled -> warehouse.send(id + "/send", order.placed());
      case PartlyRefunded(var amount, var key) -> bank.payBack(id + "/refund/" + key, id, amount);
      case Refunded(var amount, var from, var key) -> {
        if (amount.amount() > 0) {
          bank.payBack(id + "/refund/" + key, id, amount);
        }
        if (from == Status.PAID && order.stock() == Stock.RESERVED) {
          warehouse.release(id + "/release", order.placed());
        }
      }
      default -> {
      }
    }
  }

  /** Decides on the next step. Does not overrule what others decided in between: the process gets their event, too. */
  private OrderOutcome goOn(String id, Order order) {
    return switch (order.next()) {
      case RESERVE -> ledger.stocked(id, warehouse.reserve(id + "/reserve", order.placed()), clock.instant());
      case FULFIL -> ledger.fulfil(id, KEY, clock.instant());
      case PAY_BACK -> ledger.refund(id, KEY, clock.instant());
      case WAIT -> new OrderOutcome.Replayed(order);
    };
  }
}
