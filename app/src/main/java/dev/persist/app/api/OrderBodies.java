package dev.persist.app.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.persist.Event;
import dev.persist.app.web.InvalidField;
import dev.persist.blob.BlobRef;
import dev.persist.example.ledger.domain.Line;
import dev.persist.example.ledger.domain.Money;
import dev.persist.example.ledger.domain.Order;
import dev.persist.example.ledger.domain.OrderEvent.Paid;
import dev.persist.example.ledger.domain.Status;
import java.math.BigInteger;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Orders as JSON. */
final class OrderBodies {
  private OrderBodies() {}

  record NewLine(String sku, int quantity, long unitPrice) {
    NewLine {
      Rules.name("sku", sku);
      Rules.range("quantity", quantity, 1, 1_000_000);
      Rules.range("unitPrice", unitPrice, 0, 1_000_000_000_000L);
    }

    BigInteger total() {
      return BigInteger.valueOf(unitPrice).multiply(BigInteger.valueOf(quantity));
    }
  }

  record NewOrder(String customer, String currency, List<NewLine> lines) {
    NewOrder {
      Rules.name("customer", customer);
      Rules.currency(currency);
      InvalidField.unless(!lines.isEmpty() && lines.size() <= 100, "lines", "must be 1 to 100 lines");
      Rules.total("lines", lines.stream().map(NewLine::total).reduce(BigInteger.ZERO, BigInteger::add));
    }

    List<Line> ledgerLines() {
      return lines.stream().map(line -> new Line(line.sku, line.quantity, line.unitPrice)).toList();
    }
  }

  /** The body that the provider signs. {@code order} names the order, so that it cannot be sent to another one. */
  record Payment(String order, long amount, String currency, String provider, String reference) {
    Payment {
      Rules.name("order", order);
      Rules.range("amount", amount, 0, Rules.MAX_TOTAL);
      Rules.currency(currency);
      Rules.name("provider", provider);
      Rules.name("reference", reference);
    }

    Paid paid() {
      return new Paid(new Money(amount, currency), provider, reference);
    }
  }

  /** A part of a payment that goes back. */
  record Refund(long amount, String currency) {
    Refund {
      Rules.range("amount", amount, 1, Rules.MAX_TOTAL);
      Rules.currency(currency);
    }

    Money money() {
      return new Money(amount, currency);
    }
  }

  record Summary(
      String id, String customer, String status, List<Line> lines, Money total, Money paid, Money refunded) {
    static Summary of(Order order) {
      var placed = order.placed();
      return new Summary(placed.id(), placed.customer(), name(order.status()), placed.lines(), order.total(),
          order.paid(), order.refunded());
    }
  }

  record Detail(
      String id,
      String customer,
      String status,
      List<Line> lines,
      Money total,
      Money paid,
      Money refunded,
      @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<BlobRef> invoice,
      long seq,
      List<Event> history) {
    static Detail of(Order order, List<Event> history, long seq) {
      var it = Summary.of(order);
      return new Detail(it.id, it.customer, it.status, it.lines, it.total, it.paid, it.refunded, order.invoice(), seq,
          history);
    }
  }

  record Listing(List<Summary> orders, @Nullable Object next) {}

  static String name(Status status) {
    return status.name().toLowerCase(Locale.ROOT);
  }
}
