package dev.persist.example.ledger.before;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.persist.blob.BlobRef;
import dev.persist.example.ledger.Behaviour;
import dev.persist.example.ledger.domain.Line;
import dev.persist.example.ledger.domain.Money;
import dev.persist.example.ledger.domain.Order;
import dev.persist.example.ledger.domain.OrderEvent.Paid;
import dev.persist.example.ledger.domain.OrderEvent.Placed;
import dev.persist.example.ledger.domain.Status;
import dev.persist.example.ledger.domain.Stock;
import dev.persist.example.ledger.domain.Totals;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

/** Puts what the old version takes and answers into the words of {@link Behaviour}. */
public class BehaviourBeforeTest extends Behaviour {
  private final Ledger ledger = new Ledger(new Ledger.Provider() {
    @Override
    public void confirm(Ledger.Payment payment) {}

    @Override
    public void payBack(String id, long amount, String currency) {}
  }, (customer, text) -> {});

  public static Answer answer(BooleanSupplier command) {
    try {
      return command.getAsBoolean() ? Answer.DONE : Answer.ALREADY_DONE;
    } catch (NoSuchElementException e) {
      return Answer.UNKNOWN;
    } catch (IllegalStateException e) {
      return Answer.NOT_ALLOWED;
    }
  }

  public static List<Ledger.Line> lines(List<Line> lines) {
    return lines.stream().map(line -> new Ledger.Line(line.sku(), line.quantity(), line.unitPrice())).toList();
  }

  public static Ledger.Payment payment(Paid paid) {
    return new Ledger.Payment(paid.amount().amount(), paid.amount().currency(), paid.provider(),
        paid.reference());
  }

  public static Order order(Ledger.Order order) {
    var lines = order.lines.stream().map(line -> new Line(line.sku(), line.quantity(), line.unitPrice())).toList();
    return new Order(new Placed(order.id, order.customer, order.currency, lines), Status.valueOf(order.status.name()),
        new Money(order.paid, order.currency), new Money(order.refunded, order.currency), Stock.UNASKED,
        Optional.ofNullable(order.invoice));
  }

  public static Totals totals(Ledger.Totals totals) {
    var orders = new TreeMap<Status, Long>();
    totals.orders().forEach((status, count) -> orders.put(Status.valueOf(status.name()), count));
    return new Totals(totals.revenue(), orders);
  }

  @Override
  protected Answer place(String key, String customer, String currency, List<Line> lines) {
    var id = dev.persist.example.ledger.Ledger.idOf(key);
    return answer(() -> ledger.place(id, customer, currency, lines(lines)));
  }

  @Override
  protected Answer pay(String id, String key, Paid payment) {
    return answer(() -> ledger.pay(id, key, payment(payment)));
  }

  @Override
  protected Answer fulfil(String id, String key) {
    return answer(() -> ledger.fulfil(id, key));
  }

  @Override
  protected Answer refund(String id, String key) {
    return answer(() -> ledger.refund(id, key));
  }

  @Override
  protected Answer attachInvoice(String id, BlobRef invoice) {
    return answer(() -> ledger.attachInvoice(id, invoice));
  }

  @Override
  protected Optional<Order> order(String id) {
    return Optional.ofNullable(ledger.order(id)).map(BehaviourBeforeTest::order);
  }

  @Override
  protected List<Order> orders() {
    return ledger.orders().stream().map(BehaviourBeforeTest::order).toList();
  }

  @Override
  protected Totals totals() {
    return totals(ledger.totals());
  }

  @Test
  void what_is_no_line_is_refused() {
    assertThatIllegalArgumentException().isThrownBy(() -> new Ledger.Line("tea", 0, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> new Ledger.Line("tea", 1, -1));
  }
}
