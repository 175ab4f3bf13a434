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
 * Takes each order on: has it reserved, waits until it is paid, then sends it, or pays back what cannot be had.
 *
 * <p>It keeps nothing itself: where an order is, its events say, and a subscription says which of these were looked at. So it
 * goes on where it was, after a restart or a crash at any point. Each call to the outside may be made again then, under the
 * same key. A key says which order and what for, not where its event is: a store that was restored from a backup gives the
 * places of lost events to others.
 */
public final class OrderProcess {
  /** Keeps goods and sends them. The same key again is the same call again, and has no further effect. */
  public interface Warehouse {
    /** Keeps what {@code order} is for, and says whether it can. */
    Stocked reserve(String key, Placed order);

    /** Sends what {@code order} is for. */
    void send(String key, Placed order);

    /** Keeps it no longer: {@code order} was paid back before it was sent. */
    void release(String key, Placed order);
  }

  /** Moves money. The same key again is the same call again, and has no further effect. */
  public interface Bank {
    /** Sends {@code amount} to whoever paid order {@code id}. */
    void payBack(String key, String id, Money amount);
  }

  /** Of its own commands: it sends an order once, and pays one back once. */
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

  /** Returns where it is; it stops when the outside fails, and goes on when it is resumed. */
  public Subscription subscription() {
    return ledger.subscription("order-process");
  }

  /** Returns what runs it, to be closed before the store; several may run, one of them works. */
  public Runner runner() {
    return subscription().each(clock, (event, commit) -> follow(event));
  }

  private void follow(Event event) {
    var id = StoredOrders.id(event);
    var order = ledger.order(id).value().orElseThrow();
    tell(id, event, order);
    if (order.next() != Step.WAIT && goOn(id, order) instanceof OrderOutcome.Busy) {
      throw new IllegalStateException("order " + id + " is changed by too many others at once; resume the process");
    }
  }

  /** Does outside what was decided. */
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

  /** Decides what comes next. What others decided meanwhile is not overruled: their event comes here, too. */
  private OrderOutcome goOn(String id, Order order) {
    return switch (order.next()) {
      case RESERVE -> ledger.stocked(id, warehouse.reserve(id + "/reserve", order.placed()), clock.instant());
      case FULFIL -> ledger.fulfil(id, KEY, clock.instant());
      case PAY_BACK -> ledger.refund(id, KEY, clock.instant());
      case WAIT -> new OrderOutcome.Replayed(order);
    };
  }
}
