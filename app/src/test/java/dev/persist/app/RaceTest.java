package dev.persist.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.persist.app.web.Client;
import dev.persist.conformance.Race;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;

class RaceTest extends AppTest {
  @Test
  void one_of_32_callers_gets_the_last_seat() throws Exception {
    app.put("/api/occurrences/yoga", "{\"title\":\"Yoga\",\"capacity\":1}");
    var answers = Race.of(32, caller -> app.post("/api/occurrences/yoga/bookings", "{\"actor\":\"" + caller + "\"}"));
    assertThat(answers).extracting(HttpResponse::statusCode).containsOnlyOnce(201).containsOnly(201, 409);
    assertThat(Client.json(app.get("/api/occurrences/yoga")).get("roster")).hasSize(1);
  }

  @Test
  void an_order_sent_16_times_at_once_is_one_order() throws Exception {
    var answers = Race.of(16, caller -> app.post("/api/orders", "k", TestApp.ORDER));
    assertThat(answers).extracting(HttpResponse::statusCode).containsOnlyOnce(201).containsOnly(201, 200);
    assertThat(answers).extracting(HttpResponse::body).containsOnly(answers.getFirst().body());
    assertThat(Client.json(app.get("/api/orders")).get("orders")).hasSize(1);
  }

  @Test
  void a_payment_sent_16_times_at_once_is_one_payment() throws Exception {
    var id = app.place("k");
    var answers = Race.of(16, caller -> app.pay(id, "p", TestApp.payment(900)));
    assertThat(answers).extracting(HttpResponse::statusCode).containsOnlyOnce(201).containsOnly(201, 200);
    assertThat(app.get("/api/ledger").body()).contains("{\"amount\":900,");
  }
}
