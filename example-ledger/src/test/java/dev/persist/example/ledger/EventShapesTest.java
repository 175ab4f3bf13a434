package dev.persist.example.ledger;

import dev.persist.blob.BlobRef;
import dev.persist.blob.Cid;
import dev.persist.example.ledger.domain.Line;
import dev.persist.example.ledger.domain.Money;
import dev.persist.example.ledger.domain.OrderEvent.Imported;
import dev.persist.example.ledger.domain.OrderEvent.Placed;
import dev.persist.example.ledger.domain.Status;
import dev.persist.shapes.EventShapes;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class EventShapesTest {
  @Test
  void events_of_every_shape_that_was_ever_stored_are_read() {
    var placed = new Placed("17", "alice", "GBP", List.of(new Line("tea", 2, 600)));
    var invoice = new BlobRef(Cid.of(new byte[0]), 0, "application/pdf");
    EventShapes.of(StoredOrders.TYPES)
        .example(
            new Imported(placed, Status.PAID, new Money(1200, "GBP"), Money.none("GBP"), Optional.of(invoice),
                new TreeSet<>(Set.of("pay/1"))))
        .check(Path.of("src/test/resources/events.json"));
  }
}
