package dev.persist.app;

import static dev.persist.app.TestApp.ORDER;
import static dev.persist.app.TestApp.payment;
import static dev.persist.app.web.Client.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.persist.Persist;
import dev.persist.example.ledger.Ledger;
import dev.persist.example.ledger.StoredOrders;
import dev.persist.example.ledger.domain.Line;
import dev.persist.example.ledger.domain.Money;
import dev.persist.example.ledger.domain.OrderEvent.Paid;
import dev.persist.example.ledger.domain.OrderEvent.Refunded;
import dev.persist.example.ledger.domain.Status;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class OrderTest extends AppTest {
  @Test
  void the_same_order_sent_twice_is_one_order() throws Exception {
    var first = app.post("/api/orders", "k", ORDER);
    assertThat(first.statusCode()).isEqualTo(201);
    var contents = app.contents();
    var second = app.post("/api/orders", "k", ORDER);
    assertThat(second.statusCode()).isEqualTo(200);
    assertThat(second.body()).isEqualTo(first.body());
    assertThat(app.contents()).isEqualTo(contents);
  }

  @Test
  void a_key_used_for_another_order_is_422() throws Exception {
    app.place("k");
    var contents = app.contents();
    var refused = app.post("/api/orders", "k", ORDER.replace("450", "451"));
    assertThat(refused.statusCode()).isEqualTo(422);
    assertThat(app.contents()).isEqualTo(contents);
  }

  @Test
  void an_order_is_paid_sent_and_paid_back_each_once() throws Exception {
    var id = app.place("k");
    var order = "/api/orders/" + id;
    assertThat(app.pay(id, "p", payment(900)).statusCode()).isEqualTo(201);
    assertThat(app.pay(id, "p", payment(900)).statusCode()).isEqualTo(200);
    assertThat(app.post(order + "/fulfilment", "f", "").statusCode()).isEqualTo(201);
    assertThat(app.post(order + "/fulfilment", "f", "").statusCode()).isEqualTo(200);
    assertThat(app.post(order + "/refunds", "r", "{}").statusCode()).isEqualTo(201);
    assertThat(app.post(order + "/refunds", "r", "").statusCode()).isEqualTo(200);
    var read = app.get(order);
    assertThat(read.headers().firstValue("ETag")).hasValue("\"4\"");
    assertThat(json(read).get("status").stringValue()).isEqualTo("refunded");
    assertThat(json(read).get("total").toString()).isEqualTo("{\"amount\":900,\"currency\":\"GBP\"}");
    assertThat(json(read).get("lines").toString())
        .isEqualTo("[{\"sku\":\"tea\",\"quantity\":2,\"unitPrice\":450}]");
    assertThat(json(read).get("history").valueStream().map(event -> event.get("type").stringValue()))
        .containsExactly("placed", "paid", "fulfilled", "refunded");
  }

  @Test
  void a_payment_that_the_order_does_not_take_is_409() throws Exception {
    var id = app.place("k");
    var contents = app.contents();
    var little = app.pay(id, "p", payment(899));
    assertThat(little.statusCode()).isEqualTo(409);
    assertThat(json(little).get("expected").get("amount").intValue()).isEqualTo(900);
    assertThat(json(little).get("actual").get("amount").intValue()).isEqualTo(899);
    assertThat(app.pay(id, "p", payment(900).replace("GBP", "EUR")).statusCode()).isEqualTo(409);
    assertThat(app.contents()).isEqualTo(contents);
    app.pay(id, "p", payment(900));
    var twice = app.pay(id, "p2", payment(900));
    assertThat(twice.statusCode()).isEqualTo(409);
    assertThat(json(twice).get("expected").stringValue()).isEqualTo("placed");
    assertThat(json(twice).get("actual").stringValue()).isEqualTo("paid");
  }

  @Test
  void a_payment_that_is_signed_for_one_order_pays_no_other() throws Exception {
    var first = app.place("a");
    var second = app.place("b");
    var signed = payment(900).replace("ORDER", first);
    assertThat(app.payAt(first, "p", signed).statusCode()).isEqualTo(201);
    var contents = app.contents();
    var stolen = app.payAt(second, "p", signed);
    assertThat(stolen.statusCode()).isEqualTo(409);
    assertThat(json(stolen).get("expected").stringValue()).isEqualTo(second);
    assertThat(json(stolen).get("actual").stringValue()).isEqualTo(first);
    assertThat(app.contents()).isEqualTo(contents);
    assertThat(json(app.get("/api/orders/" + second)).get("status").stringValue()).isEqualTo("placed");
    assertThat(app.payAt(first, "p", signed).statusCode()).isEqualTo(200);
  }

  @Test
  void a_reference_that_paid_one_order_pays_no_other_and_not_again() throws Exception {
    var first = app.place("a");
    var second = app.place("b");
    var payment = payment(900).replace("r1-ORDER", "r1");
    assertThat(app.pay(first, "p", payment).statusCode()).isEqualTo(201);
    var contents = app.contents();
    var again = app.pay(second, "p", payment);
    assertThat(again.statusCode()).isEqualTo(409);
    assertThat(json(again).get("detail").stringValue()).contains("reference", "r1");
    assertThat(json(again).get("actual").stringValue()).isEqualTo(first);
    assertThat(app.pay(first, "p2", payment).statusCode()).isEqualTo(409);
    assertThat(app.contents()).isEqualTo(contents);
    assertThat(app.pay(second, "p", payment.replace("bank", "other bank")).statusCode()).isEqualTo(201);
  }

  @Test
  void a_payment_key_used_for_another_payment_is_422() throws Exception {
    var id = app.place("k");
    app.pay(id, "p", payment(900));
    assertThat(app.pay(id, "p", payment(901)).statusCode()).isEqualTo(422);
  }

  @Test
  void an_order_is_neither_sent_nor_paid_back_before_it_is_paid() throws Exception {
    var order = "/api/orders/" + app.place("k");
    var contents = app.contents();
    assertThat(app.post(order + "/fulfilment", "f", "").statusCode()).isEqualTo(409);
    assertThat(app.post(order + "/refunds", "r", "").statusCode()).isEqualTo(409);
    assertThat(app.contents()).isEqualTo(contents);
  }

  @Test
  void a_payment_goes_back_in_parts_and_never_more_than_was_paid() throws Exception {
    var id = app.place("k");
    app.pay(id, "p", payment(900));
    var refunds = "/api/orders/" + id + "/refunds";
    var part = app.post(refunds, "r1", gbp(300));
    assertThat(part.statusCode()).isEqualTo(201);
    assertThat(json(part).get("status").stringValue()).isEqualTo("paid");
    assertThat(json(part).get("paid").toString()).isEqualTo(gbp(900));
    assertThat(json(part).get("refunded").toString()).isEqualTo(gbp(300));
    var contents = app.contents();
    var again = app.post(refunds, "r1", gbp(300));
    assertThat(again.statusCode()).isEqualTo(200);
    assertThat(again.body()).isEqualTo(part.body());
    for (var other : List.of(gbp(301), "", "{}")) {
      assertThat(app.post(refunds, "r1", other).statusCode()).as("the key of another refund").isEqualTo(422);
    }
    var more = app.post(refunds, "r2", gbp(601));
    assertThat(more.statusCode()).isEqualTo(409);
    assertThat(json(more).get("expected").toString()).isEqualTo(gbp(600));
    assertThat(json(more).get("actual").toString()).isEqualTo(gbp(601));
    assertThat(app.post(refunds, "r2", gbp(1).replace("GBP", "EUR")).statusCode()).isEqualTo(409);
    assertThat(app.contents()).isEqualTo(contents);
    assertThat(json(app.get("/api/ledger")).get("revenue").toString()).isEqualTo("[" + gbp(600) + "]");
    app.post(refunds, "r3", gbp(100));
    var rest = json(app.post(refunds, "r4", ""));
    assertThat(rest.get("status").stringValue()).isEqualTo("refunded");
    assertThat(rest.get("refunded").toString()).isEqualTo(gbp(900));
    var nothing = app.post(refunds, "r5", gbp(1));
    assertThat(nothing.statusCode()).isEqualTo(409);
    assertThat(json(nothing).get("actual").stringValue()).isEqualTo("refunded");
    assertThat(json(app.get("/api/orders/" + id)).get("history").valueStream().map(it -> it.get("type").stringValue()))
        .containsExactly("placed", "paid", "partly-refunded", "partly-refunded", "refunded");
  }

  @Test
  void the_part_that_is_all_that_is_left_ends_the_order() throws Exception {
    var id = app.place("k");
    app.pay(id, "p", payment(900));
    app.post("/api/orders/" + id + "/refunds", "r1", gbp(899));
    var last = json(app.post("/api/orders/" + id + "/refunds", "r2", gbp(1)));
    assertThat(last.get("status").stringValue()).isEqualTo("refunded");
  }

  private static String gbp(long amount) {
    return "{\"amount\":" + amount + ",\"currency\":\"GBP\"}";
  }

  @Test
  void an_order_is_shown_as_of_a_moment() throws Exception {
    var ledger = app.injector.getInstance(Ledger.class);
    var id = Ledger.idOf("k");
    ledger.place("k", "ann", "GBP", List.of(new Line("tea", 2, 450)), Instant.parse("2001-01-01T00:00:00Z"));
    ledger.pay(id, "p", new Paid(new Money(900, "GBP"), "bank", "r"), Instant.parse("2001-01-02T00:00:00Z"));
    ledger.refund(id, "r", new Money(100, "GBP"), Instant.parse("2001-01-03T00:00:00Z"));
    var placed = app.get("/api/orders/" + id + "?at=2001-01-01T23:59:59Z");
    assertThat(json(placed).get("status").stringValue()).isEqualTo("placed");
    assertThat(json(placed).get("seq").intValue()).isEqualTo(1);
    assertThat(json(placed).get("history")).hasSize(1);
    assertThat(placed.headers().firstValue("ETag")).hasValue("\"1\"");
    var paid = json(app.get("/api/orders/" + id + "?at=2001-01-02T00:00:00Z"));
    assertThat(paid.get("status").stringValue()).isEqualTo("paid");
    assertThat(paid.get("refunded").toString()).isEqualTo(gbp(0));
    assertThat(app.get("/api/orders/" + id + "?at=9999-01-01T00:00:00Z").body())
        .isEqualTo(app.get("/api/orders/" + id).body())
        .contains("\"refunded\":" + gbp(100));
    var before = app.get("/api/orders/" + id + "?at=2000-12-31T23:59:59Z");
    assertThat(before.statusCode()).isEqualTo(404);
    assertThat(json(before).get("detail").stringValue())
        .isEqualTo("order " + id + " was not placed by 2000-12-31T23:59:59Z");
  }

  @Test
  void the_reconciliation_compares_the_ledger_with_the_orders_themselves() throws Exception {
    var id = app.place("k");
    app.pay(id, "p", payment(900));
    app.post("/api/orders/" + id + "/refunds", "r", gbp(100));
    var sums = "{\"revenue\":[" + gbp(800) + "],\"orders\":{\"placed\":0,\"paid\":1,\"fulfilled\":0,\"refunded\":0}}";
    assertThat(app.get("/api/ledger/reconciliation").body())
        .isEqualTo("{\"balanced\":true,\"ledger\":" + sums + ",\"orders\":" + sums + "}");
    var bypassing = StoredOrders.TYPES.write(new Refunded(new Money(800, "GBP"), Status.PAID, "x"), Instant.EPOCH);
    app.injector.getInstance(Persist.class).log().append(StoredOrders.stream(id), List.of(bypassing));
    app.put("/api/orders/" + id + "/invoice", "an invoice");
    var orders = "{\"revenue\":[" + gbp(0) + "],\"orders\":{\"placed\":0,\"paid\":0,\"fulfilled\":0,\"refunded\":1}}";
    assertThat(app.get("/api/ledger/reconciliation").body())
        .isEqualTo("{\"balanced\":false,\"ledger\":" + sums + ",\"orders\":" + orders + "}");
  }

  @Test
  void the_orders_are_listed_by_status_page_by_page() throws Exception {
    for (var key : new String[]{"a", "b", "c"}) {
      app.pay(app.place(key), "p", payment(900));
    }
    app.place("d");
    assertThat(json(app.get("/api/orders")).get("orders")).hasSize(4);
    assertThat(json(app.get("/api/orders?status=placed")).get("orders")).hasSize(1);
    assertThat(json(app.get("/api/orders?status=refunded")).get("orders")).isEmpty();
    var first = json(app.get("/api/orders?status=paid&limit=2"));
    assertThat(first.get("orders")).hasSize(2);
    var second = json(app.get("/api/orders?status=paid&limit=2&after=" + first.get("next")));
    assertThat(second.get("orders")).hasSize(1);
    assertThat(second.get("orders").get(0).get("id").stringValue()).isEqualTo(app.place("c"));
    assertThat(second.get("next").isNull()).isTrue();
  }

  @Test
  void the_ledger_sums_what_was_paid_and_not_paid_back() throws Exception {
    assertThat(app.get("/api/ledger").body()).isEqualTo(
        "{\"revenue\":[],\"orders\":{\"placed\":0,\"paid\":0,\"fulfilled\":0,\"refunded\":0}}");
    app.place("a");
    app.pay(app.place("b"), "p", payment(900));
    var back = app.place("c");
    app.pay(back, "p", payment(900));
    app.post("/api/orders/" + back + "/refunds", "r", "");
    assertThat(app.get("/api/ledger").body()).isEqualTo("{\"revenue\":[{\"amount\":900,\"currency\":\"GBP\"}],"
        + "\"orders\":{\"placed\":1,\"paid\":1,\"fulfilled\":0,\"refunded\":1}}");
  }
}
