package dev.persist.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.persist.app.web.Client;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RaceTest {
  private TestApp app;

  @BeforeEach
  void start(@TempDir Path directory) {
    app = new TestApp(directory);
  }

  @AfterEach
  void stop() {
    app.close();
  }

  @Test
  void one_of_32_callers_gets_the_last_seat() throws Exception {
    app.put("/api/occurrences/yoga", "{\"title\":\"Yoga\",\"capacity\":1}");
    var answers = race(32, caller -> app.post("/api/occurrences/yoga/bookings", "{\"actor\":\"" + caller + "\"}"));
    assertThat(answers).extracting(HttpResponse::statusCode).containsOnlyOnce(201).containsOnly(201, 409);
    assertThat(Client.json(app.get("/api/occurrences/yoga")).get("roster")).hasSize(1);
  }

  @Test
  void an_order_sent_16_times_at_once_is_one_order() throws Exception {
    var answers = race(16, caller -> app.post("/api/orders", "k", TestApp.ORDER));
    assertThat(answers).extracting(HttpResponse::statusCode).containsOnlyOnce(201).containsOnly(201, 200);
    assertThat(answers).extracting(HttpResponse::body).containsOnly(answers.getFirst().body());
    assertThat(Client.json(app.get("/api/orders")).get("orders")).hasSize(1);
  }

  @Test
  void a_payment_sent_16_times_at_once_is_one_payment() throws Exception {
    var id = app.place("k");
    var answers = race(16, caller -> app.pay(id, "p", TestApp.payment(900)));
    assertThat(answers).extracting(HttpResponse::statusCode).containsOnlyOnce(201).containsOnly(201, 200);
    assertThat(app.get("/api/ledger").body()).contains("{\"amount\":900,");
  }

  private static List<HttpResponse<String>> race(int callers, Call call) throws Exception {
    var barrier = new CyclicBarrier(callers);
    var answers = new ArrayList<Future<HttpResponse<String>>>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (var caller = 0; caller < callers; caller++) {
        var number = caller;
        answers.add(threads.submit(() -> {
          barrier.await();
          return call.by(number);
        }));
      }
    }
    return answers.stream().map(Future::resultNow).toList();
  }

  private interface Call {
    HttpResponse<String> by(int caller) throws Exception;
  }
}
