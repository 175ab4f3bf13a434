package dev.persist.app.world;

import dev.persist.Json;
import dev.persist.app.web.Refusal;
import dev.persist.app.web.Signature;
import dev.persist.example.ledger.domain.Order;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;

/** The payment provider of the demo: it reports a payment by a signed webhook, over HTTP, as a real one does. Thread-safe. */
public final class Provider {
  /** How it calls itself. */
  public static final String NAME = "demo-pay";

  private static final Duration MOST = Duration.ofSeconds(10);

  private final Signature signature;

  @Inject
  Provider(Signature signature) {
    this.signature = signature;
  }

  /**
   * Reports to the app at {@code address} that {@code order} is paid. Reports of one order are the same one.
   *
   * @return whether the app took it for the first time
   * @throws Refusal what the app answered, when it refused the report
   */
  public boolean report(URI address, Order order) {
    var id = order.placed().id();
    var body = Json.of(Map.of("order", id, "amount", order.total().amount(), "currency", order.total().currency(),
        "provider", NAME, "reference", "webhook-" + id)).toBytes();
    var request = HttpRequest.newBuilder(address.resolve("/api/orders/" + id + "/payments"))
        .timeout(MOST)
        .header("Content-Type", "application/json")
        .header("Idempotency-Key", "webhook")
        .header("X-Signature", signature.hex(body))
        .POST(BodyPublishers.ofByteArray(body))
        .build();
    try (var client = HttpClient.newHttpClient()) {
      var answer = client.send(request, BodyHandlers.ofString());
      if (answer.statusCode() >= 300) {
        throw Refusal.of(answer.statusCode(), Json.parse(answer.body()).tree().path("detail").stringValue());
      }
      return answer.statusCode() == 201;
    } catch (IOException e) {
      throw Refusal.of(503, "the webhook got no answer; send it again, it counts once");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Refusal.of(503, "the app is stopping; send it again, it counts once");
    }
  }
}
