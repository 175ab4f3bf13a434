package dev.persist.app.lab;

import dev.persist.app.demo.Code;
import dev.persist.example.ledger.Ledger;
import dev.persist.example.ledger.domain.Line;
import dev.persist.example.ledger.domain.Money;
import dev.persist.example.ledger.domain.OrderEvent.Paid;
import dev.persist.example.ledger.domain.OrderOutcome;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;

/** The orders that the experiments place: two teas and a cup, for 12.50 GBP, on both versions of the ledger. */
final class Orders {
  static final long TOTAL = 1_250;

  private static final String GBP = "GBP";
  private static final String SOURCE = "example-ledger/src/main/java/dev/persist/example/ledger/";

  private Orders() {}

  /** Creates the ledger of maps. It calls {@code confirm} when it asks the payment provider, and {@code mail} when it sends mail. */
  static dev.persist.example.ledger.before.Ledger onMaps(Runnable confirm, Runnable mail) {
    return new dev.persist.example.ledger.before.Ledger(new dev.persist.example.ledger.before.Ledger.Provider() {
      @Override
      public void confirm(dev.persist.example.ledger.before.Ledger.Payment payment) {
        confirm.run();
      }

      @Override
      public void payBack(String id, long amount, String currency) {}
    }, (customer, text) -> mail.run());
  }

  static boolean place(dev.persist.example.ledger.before.Ledger ledger, String id) {
    return ledger.place(id, "alice", GBP, List.of(new dev.persist.example.ledger.before.Ledger.Line("tea", 2, 450),
        new dev.persist.example.ledger.before.Ledger.Line("cup", 1, 350)));
  }

  static boolean pay(dev.persist.example.ledger.before.Ledger ledger, String id) {
    return ledger.pay(id, "payment", new dev.persist.example.ledger.before.Ledger.Payment(TOTAL, GBP, "bank", id));
  }

  static OrderOutcome place(Ledger ledger, Bench bench, String key) {
    return ledger.place(key, "alice", GBP, List.of(new Line("tea", 2, 450), new Line("cup", 1, 350)), bench.now());
  }

  static OrderOutcome pay(Ledger ledger, Bench bench, String key) {
    var id = Ledger.idOf(key);
    return ledger.pay(id, "payment", new Paid(new Money(TOTAL, GBP), "bank", key), bench.now());
  }

  /** Returns how many payments the books show, of {@code revenue} by currency. */
  static long payments(Map<String, BigInteger> revenue) {
    return revenue.getOrDefault(GBP, BigInteger.ZERO).longValueExact() / TOTAL;
  }

  /** Says how much {@code payments} payments are. */
  static String amount(long payments) {
    return BigDecimal.valueOf(payments * TOTAL, 2).toPlainString() + " " + GBP;
  }

  /** Returns the lines of the map's {@code pay} that make the difference. */
  static Code payOnMaps() {
    return Code.part(SOURCE + "before/Ledger.java", "provider.confirm(payment);", "return true;");
  }

  /** Returns the lines of the ledger that make each command take effect once. */
  static Code once() {
    return Code.part(SOURCE + "Ledger.java", "Decided<Optional<OrderState>, OrderOutcome> decided = key",
        "case Decided.IdReused");
  }
}
