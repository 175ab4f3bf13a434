package dev.persist.app.world;

import dev.persist.Json;
import dev.persist.Persist;
import dev.persist.app.operation.SubscriptionReport;
import dev.persist.example.ledger.Ledger;
import dev.persist.example.ledger.OrderProcess;
import dev.persist.example.ledger.domain.Money;
import dev.persist.example.ledger.domain.OrderEvent.NotReserved;
import dev.persist.example.ledger.domain.OrderEvent.Placed;
import dev.persist.example.ledger.domain.OrderEvent.Reserved;
import dev.persist.example.ledger.domain.OrderEvent.Stocked;
import dev.persist.feed.Runner;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/**
 * The shop of the demo: its warehouse, which may be closed, its bank, and the process that moves orders on while it is switched on. It
 * has everything but unicorns. Thread-safe.
 */
@Singleton
public final class Shop implements OrderProcess.Warehouse, OrderProcess.Bank, AutoCloseable {
  /** What the warehouse never has. */
  public static final String UNICORN = "unicorn";

  private static final String KEY = "app/shop";

  private final Persist store;
  private final OrderProcess process;
  private final InstantSource clock;
  private @Nullable Runner runner;

  @Inject
  Shop(Persist store, Ledger ledger, InstantSource clock) {
    this.store = store;
    this.process = new OrderProcess(ledger, this, this, clock);
    this.clock = clock;
  }

  /** What is switched on; kept in the store, so a restart changes nothing. */
  private record Switches(boolean on, boolean open) {}

  /**
   * How the process does.
   *
   * @param on whether it is switched on
   * @param open whether the warehouse is open
   * @param report what all processes note of it
   */
  public record State(boolean on, boolean open, SubscriptionReport report) {}

  /** Returns how the process does. */
  public State state() {
    var switches = switches();
    return new State(switches.on, switches.open, SubscriptionReport.of(process.subscription(), clock.instant()));
  }

  /** Switches the process on, which moves orders on from where it was, or off: the orders wait. */
  public void run(boolean now) {
    put(new Switches(now, switches().open));
    begin();
  }

  /** Opens the warehouse or closes it. While it is closed, each question to it fails, and the process stops. */
  public void open(boolean now) {
    put(new Switches(switches().on, now));
  }

  /** Lets the process run here if it is switched on. */
  public synchronized void begin() {
    if (!switches().on) {
      close();
    } else if (runner == null) {
      runner = process.runner();
      runner.start();
    }
  }

  /** Ends the process here. */
  @Override
  public synchronized void close() {
    if (runner != null) {
      runner.close();
      runner = null;
    }
  }

  private Switches switches() {
    return store.kv().get(KEY).map(json -> json.as(Switches.class)).orElse(new Switches(false, true));
  }

  private void put(Switches switches) {
    store.kv().put(KEY, Json.of(switches));
  }

  /** Lets a process that has stopped go on with the event at which it did. */
  public void resume() {
    process.subscription().resume();
  }

  @Override
  public Stocked reserve(String key, Placed order) {
    requireOpen();
    return order.lines().stream().anyMatch(line -> line.sku().equals(UNICORN))
        ? new NotReserved("there are no unicorns")
        : new Reserved();
  }

  @Override
  public void send(String key, Placed order) {
    requireOpen();
  }

  @Override
  public void release(String key, Placed order) {
    requireOpen();
  }

  @Override
  public void payBack(String key, String id, Money amount) {
    // a bank that never fails
  }

  private void requireOpen() {
    if (!switches().open) {
      throw new IllegalStateException("the warehouse is closed; open it, then resume the process");
    }
  }
}
