package dev.persist.example.ledger.before;

import dev.persist.blob.BlobRef;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Orders in a map, what they come to in two more, and the keys of the commands that were done in a set.
 *
 * <p>A command returns whether it took effect now: false means that it did earlier. It throws {@link
 * NoSuchElementException} when there is no such order, and {@link IllegalStateException} when the order is not where the
 * command needs it.
 */
public final class Ledger {
  /** The payment provider. */
  public interface Provider {
    /** Throws if it does not know of {@code payment}: anybody can call a webhook. */
    void confirm(Payment payment);

    /** Sends {@code amount} back to whoever paid order {@code id}. */
    void payBack(String id, long amount, String currency);
  }

  /** Sends mail. */
  public interface Mailer {
    /** Sends {@code text} to {@code customer}. */
    void send(String customer, String text);
  }

  /** Where an order is. */
  public enum Status {
    PLACED, PAID, FULFILLED, REFUNDED
  }

  /** One line of an order; the price is in minor units. */
  public record Line(String sku, int quantity, long unitPrice) {
    /** Checks the numbers. */
    public Line {
      if (quantity < 1 || unitPrice < 0) {
        throw new IllegalArgumentException("no line of an order: " + quantity + " at " + unitPrice);
      }
    }
  }

  /** What {@code provider} reports received; the amount is in minor units. */
  public record Payment(long amount, String currency, String provider, String reference) {}

  /** One order; amounts are in minor units of its currency. */
  public static final class Order {
    public String id;
    public String customer;
    public String currency;
    public List<Line> lines;
    public long total;
    public volatile long paid;
    public volatile long refunded;
    public volatile Status status;

    /** The invoice attached last; null when there is none. */
    public volatile BlobRef invoice;

    Order copy() {
      var copy = new Order();
      copy.id = id;
      copy.customer = customer;
      copy.currency = currency;
      copy.lines = lines;
      copy.total = total;
      copy.paid = paid;
      copy.refunded = refunded;
      copy.status = status;
      copy.invoice = invoice;
      return copy;
    }

    private List<Object> fields() {
      return Arrays.asList(id, customer, currency, lines, total, paid, refunded, status, invoice);
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Order order && fields().equals(order.fields());
    }

    @Override
    public int hashCode() {
      return fields().hashCode();
    }

    @Override
    public String toString() {
      return "Order" + fields();
    }
  }

  /** What all orders come to: revenue in minor units by currency, and how many orders are in each status. */
  public record Totals(SortedMap<String, BigInteger> revenue, SortedMap<Status, Long> orders) {}

  /** A command that was done on order {@code id}: what it does, a slash and its key. */
  public record Done(String id, String command) implements Comparable<Done> {
    @Override
    public int compareTo(Done other) {
      return Comparator.comparing(Done::id).thenComparing(Done::command).compare(this, other);
    }
  }

  /** All there is to know. */
  public record Dump(List<Order> orders, SortedSet<Done> done, Totals totals) {
    /** Returns the dump of a ledger without orders. */
    public static Dump empty() {
      return new Dump(List.of(), new TreeSet<>(), new Totals(new TreeMap<>(), new TreeMap<>()));
    }
  }

  private final Provider provider;
  private final Mailer mailer;
  private final Map<String, Order> orders = Collections.synchronizedMap(new LinkedHashMap<>());
  private final Set<Done> done = ConcurrentHashMap.newKeySet();
  private final Map<String, BigInteger> revenue = new ConcurrentHashMap<>();
  private final Map<Status, Long> counts = new ConcurrentHashMap<>();

  /** Creates a ledger without orders. */
  public Ledger(Provider provider, Mailer mailer) {
    this(provider, mailer, Dump.empty());
  }

  /** Creates the ledger that {@code dump} is of. */
  public Ledger(Provider provider, Mailer mailer, Dump dump) {
    this.provider = provider;
    this.mailer = mailer;
    dump.orders.forEach(order -> orders.put(order.id, order.copy()));
    done.addAll(dump.done);
    revenue.putAll(dump.totals.revenue);
    counts.putAll(dump.totals.orders);
  }

  /** Returns all there is to know. */
  public Dump dump() {
    return new Dump(orders(), new TreeSet<>(done), totals());
  }

  /** Places the order {@code id}, once. */
  public boolean place(String id, String customer, String currency, List<Line> lines) {
    if (lines.isEmpty() || !currency.matches("[A-Z]{3}")) {
      throw new IllegalArgumentException("no order: " + lines + " in " + currency);
    }
    var order = new Order();
    order.id = id;
    order.customer = customer;
    order.currency = currency;
    order.lines = List.copyOf(lines);
    order.total = total(lines);
    order.status = Status.PLACED;
    if (orders.putIfAbsent(id, order) != null) {
      return false;
    }
    count(Status.PLACED, 1);
    return true;
  }

  /** Takes note of a payment for order {@code id}, once for {@code key}. */
  public boolean pay(String id, String key, Payment payment) {
    var order = find(id);
    if (done.contains(new Done(id, "pay/" + key))) {
      return false;
    }
    if (order.status != Status.PLACED) {
      throw new IllegalStateException("an order that is " + order.status + " takes no payment");
    }
    if (payment.amount != order.total || !payment.currency.equals(order.currency)) {
      throw new IllegalStateException("the order costs " + order.total + " " + order.currency + ", the payment is "
          + payment.amount + " " + payment.currency);
    }
    provider.confirm(payment);
    order.paid = payment.amount;
    order.status = Status.PAID;
    mailer.send(order.customer, "We have your payment for order " + id + ".");
    count(Status.PLACED, -1);
    count(Status.PAID, 1);
    receive(order.currency, payment.amount);
    done.add(new Done(id, "pay/" + key));
    return true;
  }

  /** Sends order {@code id}, once for {@code key}. */
  public boolean fulfil(String id, String key) {
    var order = find(id);
    if (done.contains(new Done(id, "fulfil/" + key))) {
      return false;
    }
    if (order.status != Status.PAID) {
      throw new IllegalStateException("an order that is " + order.status + " is not sent");
    }
    order.status = Status.FULFILLED;
    mailer.send(order.customer, "Order " + id + " is on its way.");
    count(Status.PAID, -1);
    count(Status.FULFILLED, 1);
    done.add(new Done(id, "fulfil/" + key));
    return true;
  }

  /** Pays back order {@code id}, once for {@code key}. */
  public boolean refund(String id, String key) {
    var order = find(id);
    if (done.contains(new Done(id, "refund/" + key))) {
      return false;
    }
    var from = order.status;
    if (from != Status.PAID && from != Status.FULFILLED) {
      throw new IllegalStateException("an order that is " + from + " has nothing to pay back");
    }
    provider.payBack(id, order.total, order.currency);
    order.refunded = order.total;
    order.status = Status.REFUNDED;
    mailer.send(order.customer, "Your money for order " + id + " is on its way back.");
    count(from, -1);
    count(Status.REFUNDED, 1);
    receive(order.currency, -order.total);
    done.add(new Done(id, "refund/" + key));
    return true;
  }

  /** Makes {@code invoice} the invoice of order {@code id}, and returns whether it was another. */
  public boolean attachInvoice(String id, BlobRef invoice) {
    var order = find(id);
    if (invoice.equals(order.invoice)) {
      return false;
    }
    order.invoice = invoice;
    return true;
  }

  /** Returns order {@code id}; null when it was never placed. */
  public Order order(String id) {
    var order = orders.get(id);
    return order == null ? null : order.copy();
  }

  /** Returns all orders, in the order they were placed. */
  public List<Order> orders() {
    synchronized (orders) {
      return orders.values().stream().map(Order::copy).toList();
    }
  }

  /** Returns what all orders come to. */
  public Totals totals() {
    return new Totals(new TreeMap<>(revenue), new TreeMap<>(counts));
  }

  private Order find(String id) {
    var order = orders.get(id);
    if (order == null) {
      throw new NoSuchElementException("no order " + id);
    }
    return order;
  }

  private static long total(List<Line> lines) {
    try {
      return lines.stream()
          .mapToLong(line -> Math.multiplyExact(line.unitPrice, (long) line.quantity))
          .reduce(0, Math::addExact);
    } catch (ArithmeticException e) {
      throw new IllegalArgumentException("the sum of the lines is more than a long counts", e);
    }
  }

  private void count(Status status, long change) {
    counts.merge(status, change, (before, more) -> before + more == 0 ? null : before + more);
  }

  private void receive(String currency, long amount) {
    revenue.merge(currency, BigInteger.valueOf(amount), BigInteger::add);
  }
}
