package dev.persist.app;

import static dev.persist.app.web.Client.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.persist.app.web.Client;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A customer sees and changes only what is theirs, an admin everything. */
class OwnershipTest extends AppTest {
  private static final String YOGA = "/api/occurrences/yoga";

  private static List<String> customers(HttpResponse<String> orders) {
    return json(orders).get("orders").valueStream().map(order -> order.get("customer").stringValue()).toList();
  }

  @Test
  void the_list_has_the_orders_of_the_caller_and_all_for_a_clerk_and_an_admin() throws Exception {
    for (var customer : List.of("ann", "bob", "ann", "bob", "ann")) {
      app.place("k" + customers(app.get("/api/orders")).size(), customer);
    }
    app.grant("app:orders", "clerk");
    try (var ann = app.as("ann"); var cid = app.as("cid"); var clerk = app.as("clerk")) {
      assertThat(customers(ann.get("/api/orders"))).containsExactly("ann", "ann", "ann");
      assertThat(customers(ann.get("/api/orders?status=paid"))).isEmpty();
      assertThat(customers(cid.get("/api/orders"))).isEmpty();
      assertThat(customers(clerk.get("/api/orders"))).hasSize(5);
      assertThat(customers(app.get("/api/orders"))).hasSize(5);
      var first = ann.get("/api/orders?limit=2");
      assertThat(customers(first)).containsExactly("ann", "ann");
      var second = ann.get("/api/orders?limit=2&after=" + json(first).get("next"));
      assertThat(customers(second)).containsExactly("ann");
      assertThat(json(second).get("next").isNull()).isTrue();
    }
  }

  @Test
  void an_order_of_another_is_refused_as_one_that_is_not_there() throws Exception {
    var order = app.place("k", "ann");
    app.put("/api/orders/" + order + "/invoice", "the invoice of ann");
    try (var bob = app.as("bob")) {
      for (var part : List.of("", "/invoice")) {
        var other = bob.get("/api/orders/" + order + part);
        var none = bob.get("/api/orders/none" + part);
        assertThat(other.statusCode()).isEqualTo(403);
        assertThat(other.body()).isEqualTo(none.body()).doesNotContain("ann", order);
        assertThat(other.headers().firstValue("ETag")).isEmpty();
      }
    }
  }

  @Test
  void the_totals_are_for_a_clerk_and_an_admin_and_their_check_for_an_admin() throws Exception {
    app.place("k", "ann");
    app.grant("app:orders", "clerk");
    try (var ann = app.as("ann"); var clerk = app.as("clerk")) {
      for (var path : List.of("/api/ledger", "/api/ledger/reconciliation")) {
        var refused = ann.get(path);
        assertThat(refused.statusCode()).isEqualTo(403);
        assertThat(refused.body()).doesNotContain("placed", "revenue");
        assertThat(app.get(path).statusCode()).isEqualTo(200);
      }
      assertThat(clerk.get("/api/ledger").body()).contains("\"placed\":1");
      assertThat(clerk.get("/api/ledger/reconciliation").statusCode()).isEqualTo(403);
    }
  }

  @Test
  void nobody_orders_or_books_in_the_name_of_another() throws Exception {
    app.place("k", "ann");
    app.put(YOGA, "{\"title\":\"Yoga\",\"capacity\":2}");
    var before = app.contents();
    try (var bob = app.as("bob")) {
      var added = app.contents();
      assertThat(bob.call("POST", "/api/orders", TestApp.orderOf("ann"), "Idempotency-Key", "k").statusCode())
          .isEqualTo(403);
      assertThat(bob.call("POST", "/api/orders", TestApp.orderOf("Bob"), "Idempotency-Key", "l").statusCode())
          .isEqualTo(403);
      assertThat(bob.call("POST", YOGA + "/bookings", "{\"actor\":\"ann\"}").statusCode()).isEqualTo(403);
      assertThat(bob.call("POST", YOGA + "/bookings", "{\"actor\":7}").statusCode()).isEqualTo(400);
      assertThat(app.contents()).isEqualTo(added).isNotEqualTo(before);
      assertThat(bob.call("POST", "/api/orders", TestApp.orderOf("bob"), "Idempotency-Key", "m").statusCode())
          .isEqualTo(201);
    }
  }

  @Test
  void the_roster_shows_a_customer_their_own_seat_and_how_many_are_left() throws Exception {
    app.put(YOGA, "{\"title\":\"Yoga\",\"capacity\":3}");
    try (var ann = app.as("ann"); var bob = app.as("bob"); var cid = app.as("cid")) {
      book(bob, "bob");
      book(ann, "ann");
      var seen = ann.get(YOGA);
      assertThat(json(seen).get("roster").toString()).isEqualTo("[{\"actor\":\"ann\",\"seat\":2}]");
      assertThat(json(seen).get("seatsLeft").intValue()).isEqualTo(1);
      assertThat(seen.headers().firstValue("Vary")).hasValue("Authorization, Cookie");
      assertThat(cid.get(YOGA).body()).contains("\"roster\":[]").doesNotContain("ann", "bob");
      assertThat(json(app.get(YOGA)).get("roster")).hasSize(2);
    }
  }

  @Test
  void the_seat_map_shows_a_customer_which_seats_are_taken_and_no_other_name() throws Exception {
    app.put(YOGA, "{\"title\":\"Yoga\",\"capacity\":3}");
    try (var bob = app.as("bob"); var cid = app.as("cid"); var dan = app.as("dan")) {
      book(bob, "bob");
      for (var holder : List.of("ann", "cid")) {
        app.post(YOGA + "/holds", "{\"actor\":\"" + holder + "\",\"until\":\"9999-01-01T00:00:00Z\"}");
      }
      app.post(YOGA + "/waiting", "{\"actor\":\"eve\"}");
      assertThat(dan.call("POST", YOGA + "/waiting", "{\"actor\":\"dan\"}").statusCode()).isEqualTo(202);
      var held = "{\"actor\":\"cid\",\"seat\":3,\"until\":\"9999-01-01T00:00:00Z\"}";
      for (var path : List.of(YOGA, YOGA + "?at=9998-01-01T00:00:00Z")) {
        assertThat(cid.get(path).body())
            .contains("\"taken\":[1,2,3],\"roster\":[],\"holds\":[" + held + "],\"waiting\":[],");
        assertThat(dan.get(path).body()).contains(
            "\"taken\":[1,2,3],\"roster\":[],\"holds\":[],\"waiting\":[{\"actor\":\"dan\",\"place\":2}],");
        assertThat(app.get(path).body()).contains("\"bob\"", "\"ann\"", held, "{\"actor\":\"eve\",\"place\":1}");
      }
    }
  }

  @Test
  void nobody_waits_or_holds_in_the_name_of_another() throws Exception {
    app.put(YOGA, "{\"title\":\"Yoga\",\"capacity\":1}");
    var hold = "{\"actor\":\"ann\",\"until\":\"9999-01-01T00:00:00Z\"}";
    app.post(YOGA + "/holds", hold);
    try (var bob = app.as("bob")) {
      var before = app.contents();
      assertThat(bob.call("POST", YOGA + "/waiting", "{\"actor\":\"ann\"}").statusCode()).isEqualTo(403);
      assertThat(bob.call("POST", YOGA + "/holds", hold).statusCode()).isEqualTo(403);
      assertThat(bob.call("DELETE", YOGA + "/holds/ann", "").statusCode()).isEqualTo(403);
      assertThat(app.contents()).isEqualTo(before);
    }
  }

  private static void book(Client client, String actor) throws Exception {
    assertThat(client.call("POST", YOGA + "/bookings", "{\"actor\":\"" + actor + "\"}").statusCode()).isEqualTo(201);
  }
}
