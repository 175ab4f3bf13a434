package dev.persist.example.ledger;

import dev.persist.blob.BlobRef;
import dev.persist.blob.Cid;
import dev.persist.conformance.StoredEvents;
import dev.persist.example.ledger.domain.Line;
import dev.persist.example.ledger.domain.Money;
import dev.persist.example.ledger.domain.OrderEvent;
import dev.persist.example.ledger.domain.OrderEvent.Fulfilled;
import dev.persist.example.ledger.domain.OrderEvent.Imported;
import dev.persist.example.ledger.domain.OrderEvent.InvoiceAttached;
import dev.persist.example.ledger.domain.OrderEvent.NotReserved;
import dev.persist.example.ledger.domain.OrderEvent.Paid;
import dev.persist.example.ledger.domain.OrderEvent.PartlyRefunded;
import dev.persist.example.ledger.domain.OrderEvent.Placed;
import dev.persist.example.ledger.domain.OrderEvent.Refunded;
import dev.persist.example.ledger.domain.OrderEvent.Reserved;
import dev.persist.example.ledger.domain.Status;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.Stream;

class StoredEventsTest extends StoredEvents<OrderEvent> {
  StoredEventsTest() {
    super(StoredOrders.TYPES);
  }

  @Override
  protected List<OrderEvent> draw(Random random) {
    var paid = money(random, Long.MAX_VALUE);
    var refunded = money(random, paid.amount());
    var done = new TreeSet<>(Stream.generate(() -> text(random)).limit(random.nextInt(3)).toList());
    var invoice = random.nextBoolean() ? Optional.of(blob(random)) : Optional.<BlobRef>empty();
    return List.of(
        placed(random), new Imported(placed(random), status(random), paid, refunded, invoice, done), new Reserved(),
        new NotReserved(text(random)), new Paid(paid, text(random), text(random)), new Fulfilled(),
        new Refunded(refunded, status(random), text(random)),
        new PartlyRefunded(new Money(1 + random.nextLong(Long.MAX_VALUE), "EUR"), text(random)),
        new InvoiceAttached(blob(random)));
  }

  private static Placed placed(Random random) {
    var lines = Stream.generate(
        () -> new Line(text(random), 1 + random.nextInt(Integer.MAX_VALUE), random.nextLong(1L << 28)))
        .limit(1 + random.nextInt(3));
    return new Placed(text(random), text(random), "GBP", lines.toList());
  }

  private static Money money(Random random, long most) {
    return new Money(random.nextBoolean() ? most : random.nextLong(most), "GBP");
  }

  private static Status status(Random random) {
    return List.of(Status.values()).get(random.nextInt(Status.values().length));
  }

  private static BlobRef blob(Random random) {
    var bytes = text(random).getBytes(StandardCharsets.UTF_8);
    return new BlobRef(Cid.of(bytes), bytes.length, "text/plain");
  }
}
