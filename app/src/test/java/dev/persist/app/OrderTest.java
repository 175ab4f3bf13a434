package dev.persist.app;

import static dev.persist.app.TestApp.ORDER;
import static dev.persist.app.TestApp.payment;
import static dev.persist.app.web.Client.json;
import static org.assertj.core.api.Assertions.assertThat;

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
