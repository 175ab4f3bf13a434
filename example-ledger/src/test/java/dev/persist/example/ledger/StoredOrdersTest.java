package dev.persist.example.ledger;

import static dev.persist.example.ledger.OneOrder.ID;
import static dev.persist.example.ledger.OneOrder.INVOICE;
import static dev.persist.example.ledger.OneOrder.gbp;
import static org.assertj.core.api.Assertions.assertThat;

import dev.persist.Codec;
import dev.persist.Commit;
import dev.persist.Event;
import dev.persist.Json;
import dev.persist.NewEvent;
import dev.persist.conformance.EveryEngineTest;
import dev.persist.conformance.Pinned;
import dev.persist.example.ledger.domain.Line;
import dev.persist.example.ledger.domain.Money;
import dev.persist.example.ledger.domain.OrderEvent.Imported;
import dev.persist.example.ledger.domain.OrderEvent.NotReserved;
import dev.persist.example.ledger.domain.OrderEvent.Paid;
import dev.persist.example.ledger.domain.OrderEvent.PartlyRefunded;
import dev.persist.example.ledger.domain.OrderEvent.Placed;
import dev.persist.example.ledger.domain.OrderEvent.Reserved;
import dev.persist.example.ledger.domain.OrderOutcome.Accepted;
import dev.persist.example.ledger.domain.Reconciled.Balanced;
import dev.persist.example.ledger.domain.Status;
import dev.persist.example.ledger.domain.Totals;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Orders as they are and were stored. */
class StoredOrdersTest extends EveryEngineTest {
  private static final Instant AT = Instant.EPOCH;

  private void stored(String type, String data) {
    store.commit(Commit.builder()
        .append("order/old", new NewEvent(type, AT, Json.parse(data), Json.EMPTY))
        .link("ledger")
        .build());
  }

  @Test
  void orders_of_the_first_version_are_read_as_todays_and_stay_as_they_are_stored() {
    stored("placed", "{\"id\":\"old\",\"customer\":\"alice\",\"total\":1250}");
    stored("paid", "{\"total\":1250}");
    var ledger = new Ledger(store);
    var order = ledger.order("old").value().orElseThrow();
    assertThat(order.placed().lines()).containsExactly(new Line("total", 1, 1250));
    assertThat(order.status()).isEqualTo(Status.PAID);
    assertThat(order.paid()).isEqualTo(new Money(1250, "GBP"));
    assertThat(ledger.refund("old", "r1", new Money(250, "GBP"), AT)).isInstanceOf(Accepted.class);
    assertThat(ledger.totals().revenue()).isEqualTo(gbp(1000));
    assertThat(ledger.reconcile()).isEqualTo(new Balanced(ledger.totals()));
    assertThat(ledger.history("old").map(Event::data).map(Json::toString)).containsExactly(
        "{\"customer\":\"alice\",\"id\":\"old\",\"total\":1250}", "{\"total\":1250}",
        "{\"amount\":{\"amount\":250,\"currency\":\"GBP\"},\"key\":\"r1\"}");
  }

  @Test
  void the_names_of_what_can_happen_stay() {
    assertThat(StoredOrders.TYPES.records().keySet()).isEqualTo(Set.of("placed", "imported", "reserved",
        "not-reserved", "paid", "fulfilled", "refunded", "partly-refunded", "invoice-attached"));
  }

  @Test
  void the_stored_totals_stay() {
    var ledger = new Ledger(store);
    ledger.place("k1", "alice", "GBP", List.of(new Line("tea", 1, 5)), AT);
    ledger.pay(Ledger.idOf("k1"), "p1", new Paid(new Money(5, "GBP"), "bank", "r"), AT);
    var stored = Codec.of(Totals.class);
    assertThat(stored.encode().apply(ledger.totals()))
        .isEqualTo(Json.of(Map.of("revenue", Map.of("GBP", 5), "orders", Map.of("PAID", 1))));
  }

  @Test
  void the_storage_format_stays() {
    var ledger = new Ledger(store);
    ledger.place("k1", "alice", "GBP", List.of(new Line("tea", 1, 5)), AT);
    ledger.pay(ID, "p1", new Paid(new Money(5, "GBP"), "bank", "ref-1"), AT);
    ledger.fulfil(ID, "f1", AT);
    ledger.refund(ID, "r1", AT);
    ledger.attachInvoice(ID, INVOICE, AT);
    assertThat(store.log().read("order/" + ID).map(event -> event.type() + event.data())).isEqualTo(Pinned.events(
        "placed{\"currency\":\"GBP\",\"customer\":\"alice\",\"id\":\"" + ID
            + "\",\"lines\":[{\"quantity\":1,\"sku\":\"tea\",\"unitPrice\":5}]}",
        "paid{\"amount\":{\"amount\":5,\"currency\":\"GBP\"},\"provider\":\"bank\",\"reference\":\"ref-1\"}",
        "fulfilled{}",
        "refunded{\"amount\":{\"amount\":5,\"currency\":\"GBP\"},\"from\":\"FULFILLED\",\"key\":\"r1\"}",
        "invoice-attached{\"invoice\":{\"cid\":\"bafkreicvzvrpp5c5zzbng4dsyrw63rp7x53bmmx4ruhqja323nsreg6ryu\",\"mime\":\"text/plain\",\"size\":9}}"));
    assertThat(ID).isEqualTo("66472d59fc442905d8d8");
  }

  @Test
  void the_storage_format_of_what_came_later_stays() {
    var placed = new Placed("o", "alice", "GBP", List.of(new Line("tea", 1, 5)));
    var done = new TreeSet<>(List.of("pay/p1"));
    var none = Money.none("GBP");
    var imported = new Imported(placed, Status.PAID, placed.total(), none, Optional.empty(), done);
    assertThat(
        Stream.of(imported, new Reserved(), new NotReserved("none left"), new PartlyRefunded(new Money(2, "GBP"), "r"))
            .map(event -> StoredOrders.TYPES.write(event, AT))
            .map(event -> event.type() + event.data()))
        .isEqualTo(Pinned.events(
            "imported{\"done\":[\"pay/p1\"],\"invoice\":null,\"paid\":{\"amount\":5,\"currency\":\"GBP\"},"
                + "\"placed\":{\"currency\":\"GBP\",\"customer\":\"alice\",\"id\":\"o\","
                + "\"lines\":[{\"quantity\":1,\"sku\":\"tea\",\"unitPrice\":5}]},"
                + "\"refunded\":{\"amount\":0,\"currency\":\"GBP\"},\"status\":\"PAID\"}",
            "reserved{}", "not-reserved{\"reason\":\"none left\"}",
            "partly-refunded{\"amount\":{\"amount\":2,\"currency\":\"GBP\"},\"key\":\"r\"}"));
  }
}
