package dev.persist.example.ledger.before;

import dev.persist.blob.BlobRef;
import dev.persist.example.ledger.domain.Line;
import dev.persist.example.ledger.domain.Money;
import dev.persist.example.ledger.domain.Order;
import dev.persist.example.ledger.domain.OrderEvent.Fulfilled;
import dev.persist.example.ledger.domain.OrderEvent.InvoiceAttached;
import dev.persist.example.ledger.domain.OrderEvent.Paid;
import dev.persist.example.ledger.domain.OrderEvent.Placed;
import dev.persist.example.ledger.domain.OrderEvent.Refunded;
import dev.persist.example.ledger.domain.OrderOutcome;
import dev.persist.example.ledger.domain.OrderOutcome.Accepted;
import dev.persist.example.ledger.domain.OrderOutcome.NotAllowed;
import dev.persist.example.ledger.domain.OrderOutcome.Replayed;
import dev.persist.example.ledger.domain.OrderOutcome.Unknown;
import dev.persist.example.ledger.domain.Status;
import dev.persist.example.ledger.domain.Stock;
import dev.persist.example.ledger.domain.Totals;
import java.math.BigInteger;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/** Orders in a map, their totals in two more maps, and the keys of the commands that were done in a set. */
public final class Ledger {
  /** The payment provider. */
  public interface Provider {
    /** Throws when it does not know {@code payment}: anybody can call a webhook. */
    void confirm(Paid payment);

    /** Sends {@code amount} back to the payer of order {@code id}. */
    void payBack(String id, Money amount);
  }

  /** Sends mail. */
  public interface Mailer {
    /** Sends {@code text} to {@code customer}. */
    void send(String customer, String text);
  }

  private final Provider provider;
  private final Mailer mailer;
  private final Map<String, Entry> orders = Collections.synchronizedMap(new LinkedHashMap<>());
  private final Set<Done> done = ConcurrentHashMap.newKeySet();
  private final Map<String, BigInteger> revenue = new ConcurrentHashMap<>();
  private final Map<Status, Long> counts = new ConcurrentHashMap<>();

  /** Creates a ledger without orders. */
  public Ledger(Provider provider, Mailer mailer) {
    this(provider, mailer, new Dump(List.of(), Collections.emptySortedSet(), Totals.NONE));
  }

  /** Creates a ledger with what {@code dump} holds. */
  public Ledger(Provider provider, Mailer mailer, Dump dump) {
    this.provider = provider;
    this.mailer = mailer;
    dump.orders.forEach(order -> orders.put(order.placed().id(), new Entry(order)));
    done.addAll(dump.done);
    revenue.putAll(dump.totals.revenue());
    counts.putAll(dump.totals.orders());
  }

  /** A command that was done on order {@code id}: its name, a slash and its key. */
  public record Done(String id, String command) implements Comparable<Done> {
    @Override
    public int compareTo(Done other) {
      return Comparator.comparing(Done::id).thenComparing(Done::command).compare(this, other);
    }
  }

  /** All of the state. */
  public record Dump(List<Order> orders, SortedSet<Done> done, Totals totals) {
    /** Copies both. */
    public Dump {
      orders = List.copyOf(orders);
      done = Collections.unmodifiableSortedSet(new TreeSet<>(done));
    }
  }

  /** Returns all of the state. */
  public Dump dump() {
    return new Dump(orders(), new TreeSet<>(done), totals());
  }

  private static final class Entry {
    final Placed placed;
    volatile Status status;
    volatile Optional<BlobRef> invoice;

    Entry(Order order) {
      placed = order.placed();
      status = order.status();
      invoice = order.invoice();
    }

    Order order() {
      var none = Money.none(placed.currency());
      var paid = status == Status.PLACED ? none : placed.total();
      return new Order(placed, status, paid, status == Status.REFUNDED ? paid : none, Stock.UNASKED, invoice);
    }
  }

  /** Places the order {@code id}, once. */
  public OrderOutcome place(String id, String customer, String currency, List<Line> lines) {
    var entry = new Entry(Order.of(new Placed(id, customer, currency, lines)));
    var before = orders.putIfAbsent(id, entry);
    if (before != null) {
      return new Replayed(before.order());
    }
    count(Status.PLACED, 1);
    return new Accepted(entry.order(), entry.placed);
  }

  /** Notes a payment for order {@code id}, once for {@code key}. */
  public OrderOutcome pay(String id, String key, Paid payment) {
    var entry = orders.get(id);
    if (entry == null) {
      return new Unknown(id);
    }
    if (done.contains(new Done(id, "pay/" + key))) {
      return new Replayed(entry.order());
    }
    if (entry.status != Status.PLACED) {
      return new NotAllowed(entry.order(), "an order that is " + entry.status + " takes no payment");
    }
    var total = entry.placed.total();
    if (!payment.amount().equals(total)) {
      return new NotAllowed(entry.order(), "the order costs " + total + ", the payment is " + payment.amount());
    }
    provider.confirm(payment);
    entry.status = Status.PAID;
    mailer.send(entry.placed.customer(), "We have your payment for order " + id + ".");
    count(Status.PLACED, -1);
    count(Status.PAID, 1);
    receive(payment.amount().currency(), BigInteger.valueOf(payment.amount().amount()));
    done.add(new Done(id, "pay/" + key));
    return new Accepted(entry.order(), payment);
  }

  /** Sends order {@code id}, once for {@code key}. */
  public OrderOutcome fulfil(String id, String key) {
    var entry = orders.get(id);
    if (entry == null) {
      return new Unknown(id);
    }
    if (done.contains(new Done(id, "fulfil/" + key))) {
      return new Replayed(entry.order());
    }
    if (entry.status != Status.PAID) {
      return new NotAllowed(entry.order(), "an order that is " + entry.status + " is not sent");
    }
    entry.status = Status.FULFILLED;
    mailer.send(entry.placed.customer(), "Order " + id + " is on its way.");
    count(Status.PAID, -1);
    count(Status.FULFILLED, 1);
    done.add(new Done(id, "fulfil/" + key));
    return new Accepted(entry.order(), new Fulfilled());
  }

  /** Pays back order {@code id}, once for {@code key}. */
  public OrderOutcome refund(String id, String key) {
    var entry = orders.get(id);
    if (entry == null) {
      return new Unknown(id);
    }
    if (done.contains(new Done(id, "refund/" + key))) {
      return new Replayed(entry.order());
    }
    var from = entry.status;
    if (from != Status.PAID && from != Status.FULFILLED) {
      return new NotAllowed(entry.order(), "an order that is " + from + " has nothing to pay back");
    }
    var total = entry.placed.total();
    provider.payBack(id, total);
    entry.status = Status.REFUNDED;
    mailer.send(entry.placed.customer(), "Your money for order " + id + " is on its way back.");
    count(from, -1);
    count(Status.REFUNDED, 1);
    receive(total.currency(), BigInteger.valueOf(-total.amount()));
    done.add(new Done(id, "refund/" + key));
    return new Accepted(entry.order(), new Refunded(total, from, key));
  }

  /** Makes {@code invoice} the invoice of order {@code id}. */
  public OrderOutcome attachInvoice(String id, BlobRef invoice) {
    var entry = orders.get(id);
    if (entry == null) {
      return new Unknown(id);
    }
    if (entry.invoice.equals(Optional.of(invoice))) {
      return new Replayed(entry.order());
    }
    entry.invoice = Optional.of(invoice);
    return new Accepted(entry.order(), new InvoiceAttached(invoice));
  }

  /** Returns order {@code id}; empty when it was never placed. */
  public Optional<Order> order(String id) {
    return Optional.ofNullable(orders.get(id)).map(Entry::order);
  }

  /** Returns all orders, in the order they were placed. */
  public List<Order> orders() {
    synchronized (orders) {
      return orders.values().stream().map(Entry::order).toList();
    }
  }

  /** Returns the totals of all orders. */
  public Totals totals() {
    return new Totals(new TreeMap<>(revenue), new TreeMap<>(counts));
  }

  private void count(Status status, long change) {
    counts.merge(status, change, Long::sum);
  }

  private void receive(String currency, BigInteger amount) {
    revenue.merge(currency, amount, BigInteger::add);
  }
}
