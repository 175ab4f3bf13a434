package dev.persist.app.tour;

import dev.persist.Persist;
import dev.persist.app.demo.Table;
import dev.persist.app.web.Amounts;
import dev.persist.blob.BlobRef;
import dev.persist.example.ledger.before.Ledger;
import dev.persist.example.ledger.before.Ledger.Dump;
import dev.persist.example.ledger.before.Ledger.Line;
import dev.persist.example.ledger.before.Ledger.Order;
import dev.persist.example.ledger.before.Ledger.Payment;
import dev.persist.example.ledger.before.Ledger.Totals;
import dev.persist.example.ledger.migrate.BothSeam;
import dev.persist.example.ledger.migrate.Dumps;
import dev.persist.example.ledger.migrate.NewSeam;
import dev.persist.example.ledger.migrate.OldSeam;
import dev.persist.example.ledger.migrate.Openings;
import dev.persist.example.ledger.migrate.Seam;
import dev.persist.example.ledger.migrate.SeamCall;
import dev.persist.example.ledger.migrate.SeamCall.Fulfil;
import dev.persist.example.ledger.migrate.SeamCall.ListOrders;
import dev.persist.example.ledger.migrate.SeamCall.Pay;
import dev.persist.example.ledger.migrate.SeamCall.Place;
import dev.persist.example.ledger.migrate.SeamCall.ReadOrder;
import dev.persist.example.ledger.migrate.SeamCall.ReadTotals;
import dev.persist.example.ledger.migrate.SeamCall.Refund;
import dev.persist.log.EventTypes;
import dev.persist.migrate.DualRun;
import dev.persist.migrate.Genesis;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The tour of the ledger. Its seam makes the keys: there is one order for each key, and one payment of each order. */
final class LedgerExample implements Example<Seam, SeamCall, Dump> {
  private static final List<Line> LINES = List.of(new Line("tea", 2, 450), new Line("cup", 1, 350));

  /** The fault: it takes a payment that came before for a new one. */
  record Faulty(Seam now) implements Seam {
    @Override
    public boolean pay(String id, String key, Payment payment) {
      now.pay(id, key, payment);
      return true;
    }

    @Override
    public boolean place(String key, String customer, String currency, List<Line> lines) {
      return now.place(key, customer, currency, lines);
    }

    @Override
    public boolean fulfil(String id, String key) {
      return now.fulfil(id, key);
    }

    @Override
    public boolean refund(String id, String key) {
      return now.refund(id, key);
    }

    @Override
    public boolean attachInvoice(String id, BlobRef invoice) {
      return now.attachInvoice(id, invoice);
    }

    @Override
    public @Nullable Order order(String id) {
      return now.order(id);
    }

    @Override
    public List<Order> orders() {
      return now.orders();
    }

    @Override
    public Totals totals() {
      return now.totals();
    }
  }

  @Override
  public About about() {
    return About
        .of("ledger", "Ledger", "It keeps orders, and what all of them come to.",
            "It takes a payment that came before for a new one.")
        .with(List.of("place", "pay", "fulfil", "refund"), "Order", List.of("mine", "alice's", "bob's", "carol's"),
            false);
  }

  @Override
  public Dump nothing() {
    return Dump.empty();
  }

  @Override
  public Old<Seam, Dump> old(Dump dump) {
    var old = OldSeam.of(dump);
    return new Old<>(old, old.ledger()::dump);
  }

  @Override
  public Seam now(Persist store, InstantSource clock) {
    return new NewSeam(new dev.persist.example.ledger.Ledger(store), clock);
  }

  @Override
  public Seam faulty(Seam now) {
    return new Faulty(now);
  }

  @Override
  public Seam both(DualRun<Seam, SeamCall> both, Consumer<String> outside) {
    var provider = new Ledger.Provider() {
      @Override
      public void confirm(Payment payment) {}

      @Override
      public void payBack(String id, long amount, String currency) {
        outside.accept("pay back " + Amounts.text(amount, currency));
      }
    };
    return new BothSeam(both, provider, (customer, text) -> outside.accept("mail to " + customer + ": " + text));
  }

  @Override
  public Stream<Genesis.Opening> openings(Dump dump, Instant at) {
    return Openings.of(dump, at);
  }

  @Override
  public Dump back(Persist store, Instant at, Stream<SeamCall> calls) {
    return Dumps.of(store, calls);
  }

  @Override
  public EventTypes<SeamCall> calls() {
    return SeamCall.TYPES;
  }

  @Override
  public @Nullable Object on(SeamCall call, Seam seam) {
    return call.on(seam);
  }

  @Override
  public Stream<SeamCall> queries(Dump dump) {
    return Stream.concat(dump.orders().stream().map(order -> new ReadOrder(order.id)),
        Stream.of(new ReadOrder("never placed"), new ListOrders(), new ReadTotals()));
  }

  @Override
  public List<SeamCall> made() {
    return List.of(place("alice's", "alice"), place("bob's", "bob"), place("carol's", "carol"), pay("alice's"),
        pay("bob's"), new Fulfil(id("bob's"), "sent"), new Refund(id("bob's"), "back"));
  }

  @Override
  public List<SeamCall> round(int number) {
    var key = "order-" + number;
    return List.of(place(key, "guest-" + number), pay(key), pay(key)); // the provider reports the payment twice
  }

  @Override
  public SeamCall call(String what, String thing, String person) {
    return switch (what) {
      case "place" -> place(thing, thing.equals("mine") ? "visitor" : thing.replace("'s", ""));
      case "pay" -> pay(thing);
      case "fulfil" -> new Fulfil(id(thing), "sent");
      default -> new Refund(id(thing), "back");
    };
  }

  private static SeamCall place(String key, String customer) {
    return new Place(key, customer, "GBP", LINES);
  }

  private static SeamCall pay(String key) {
    return new Pay(id(key), "paid", new Payment(1_250, "GBP", "bank", "transfer for " + key));
  }

  private static String id(String key) {
    return dev.persist.example.ledger.Ledger.idOf(key);
  }

  @Override
  public Table table(Dump dump) {
    return new Table(List.of("Order", "Customer", "Status", "Paid"), dump.orders()
        .stream()
        .map(order -> List.of(order.id.substring(0, 8), order.customer, "" + order.status,
            Amounts.text(order.paid, order.currency)))
        .toList());
  }
}
