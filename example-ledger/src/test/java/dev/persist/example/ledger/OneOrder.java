package dev.persist.example.ledger;

import dev.persist.blob.BlobRef;
import dev.persist.blob.Cid;
import dev.persist.example.ledger.domain.Line;
import dev.persist.example.ledger.domain.Money;
import dev.persist.example.ledger.domain.OrderEvent.Paid;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** The order that most tests are about. */
public final class OneOrder {
  public static final List<Line> LINES = List.of(new Line("tea", 2, 450), new Line("cup", 1, 350));
  public static final Money TOTAL = new Money(1250, "GBP");
  public static final Paid PAYMENT = new Paid(TOTAL, "bank", "ref-1");
  public static final BlobRef INVOICE = invoice("invoice 1");
  public static final String ID = Ledger.idOf("k1");

  private OneOrder() {}

  public static BlobRef invoice(String text) {
    return new BlobRef(Cid.of(text.getBytes(StandardCharsets.UTF_8)), text.length(), "text/plain");
  }

  public static Map<String, BigInteger> gbp(long amount) {
    return Map.of("GBP", BigInteger.valueOf(amount));
  }
}
