package dev.persist.example.ledger;

import dev.persist.example.ledger.domain.OrderEvent;
import dev.persist.log.EventTypes;

/** How orders are stored. All of it is storage format. */
final class StoredOrders {
  static final EventTypes<OrderEvent> TYPES = EventTypes.of(OrderEvent.class);

  private StoredOrders() {}
}
