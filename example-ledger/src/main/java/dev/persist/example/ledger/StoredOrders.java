package dev.persist.example.ledger;

import dev.persist.Codec;
import dev.persist.Commit;
import dev.persist.Event;
import dev.persist.Json;
import dev.persist.Limits;
import dev.persist.example.ledger.domain.Line;
import dev.persist.example.ledger.domain.Money;
import dev.persist.example.ledger.domain.OrderEvent;
import dev.persist.example.ledger.domain.OrderEvent.Imported;
import dev.persist.example.ledger.domain.OrderEvent.Paid;
import dev.persist.example.ledger.domain.OrderEvent.Placed;
import dev.persist.example.ledger.domain.OrderState;
import dev.persist.log.EventTypes;
import dev.persist.log.Upcasters;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** How orders are stored. All of it is storage format. */
public final class StoredOrders {
  /** Lifts the first version of an order, which had a total in pounds and no lines. */
  private static final Upcasters FROM_V1 = Upcasters.NONE
      .with("placed", event -> v1(event) ? event.withData(event.data().as(PlacedV1.class).lifted()) : event)
      .with("paid", event -> v1(event) ? event.withData(event.data().as(PaidV1.class).lifted()) : event);

  /** The stream of links to the events of all orders. */
  static final String LEDGER = "ledger";

  /** The events, by the names of their records. */
  public static final EventTypes<OrderEvent> TYPES = EventTypes.of(OrderEvent.class).lifting(FROM_V1);

  /** How a state is kept in a snapshot. */
  static final Codec<Optional<OrderState>> CODEC = new Codec<>(
      Json::of, json -> json.equals(Json.NULL) ? Optional.empty() : Optional.of(json.as(OrderState.class)));

  private StoredOrders() {}

  private record PlacedV1(String id, String customer, long total) {
    Placed lifted() {
      return new Placed(id, customer, "GBP", List.of(new Line("total", 1, total)));
    }
  }

  private record PaidV1(long total) {
    Paid lifted() {
      return new Paid(new Money(total, "GBP"), "unknown", "unknown");
    }
  }

  private static boolean v1(Event event) {
    return event.data().tree().has("total");
  }

  /** Returns the stream of order {@code id}. */
  public static String stream(String id) {
    return "order/" + id;
  }

  /** Returns the stream of links to the first events of the orders of {@code customer}. */
  static String streamOf(String customer) {
    return "orders-of/" + customer;
  }

  /** Returns the streams that {@code event} is linked into by the commit that appends it. */
  static Set<String> links(OrderEvent event) {
    return switch (event) {
      case Placed placed -> links(placed);
      case Imported imported -> links(imported.placed());
      default -> Set.of(LEDGER);
    };
  }

  private static Set<String> links(Placed placed) {
    return new TreeSet<>(List.of(LEDGER, streamOf(placed.customer())));
  }

  /**
   * Returns the key that says which order {@code payment} was for. It is a JSON array, so that two names do not run
   * together.
   *
   * @throws IllegalArgumentException when it is longer than the name of a key may be
   */
  static String key(Paid payment) {
    var key = "payment/" + Json.of(List.of(payment.provider(), payment.reference()));
    var bytes = key.getBytes(StandardCharsets.UTF_8).length;
    if (bytes > Limits.NAME_BYTES) {
      throw new IllegalArgumentException("the key of the provider \"" + payment.provider()
          + "\" and the reference \"" + payment.reference() + "\" has " + bytes + " bytes, the limit is "
          + Limits.NAME_BYTES + " (Limits.NAME_BYTES); give one of them a shorter name");
    }
    return key;
  }

  /** Returns the id of the order of {@code event}. */
  static String id(Event event) {
    return event.stream().substring(stream("").length());
  }

  /** Adds {@code event} of order {@code id} to {@code commit}, with its links. */
  public static Commit.Builder add(Commit.Builder commit, String id, OrderEvent event, Instant at) {
    commit.append(stream(id), TYPES.write(event, at));
    links(event).forEach(commit::link);
    return commit;
  }
}
