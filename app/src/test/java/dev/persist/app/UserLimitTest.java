package dev.persist.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.persist.Persist;
import dev.persist.app.web.Client;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How many requests a user may make, and another node of the app. */
class UserLimitTest {
  @TempDir private Path directory;

  private TestApp app(String... more) {
    var flags = new ArrayList<>(List.of("--port", "0", "--url", "memory:", "--blobs", "file:" + directory));
    flags.addAll(List.of(more));
    var config = Config.of(flags, Map.of());
    return new TestApp(config, new StoreModule(config));
  }

  @Test
  void a_user_who_makes_too_many_requests_has_to_wait_with_every_session_and_others_do_not() throws Exception {
    try (var app = app("--user-limit", "2"); var nobody = new Client(app.client.address())) {
      app.account("ann");
      try (var one = nobody.as(app.token("ann")); var other = nobody.as(app.token("ann"))) {
        assertThat(one.get("/api/orders").statusCode()).isEqualTo(200);
        assertThat(one.get("/api/streams").statusCode()).as("counts, too").isEqualTo(403);
        for (var ann : List.of(one, other)) {
          var refused = ann.call("POST", "/api/orders", TestApp.ORDER, "Idempotency-Key", "k");
          assertThat(refused.statusCode()).isEqualTo(429);
          assertThat(refused.headers().firstValueAsLong("Retry-After").orElseThrow()).isBetween(1L, 31L);
          assertThat(refused.body()).contains("there were too many requests of this user; wait ");
        }
        assertThat(app.contents()).doesNotContain("order");
      }
      assertThat(app.get("/api/ledger").statusCode()).as("another user").isEqualTo(200);
      assertThat(nobody.get("/api/health").statusCode()).as("nobody").isEqualTo(200);
    }
  }

  @Test
  void another_node_may_use_the_store_as_much_as_it_needs() throws Exception {
    try (var app = app("--address-limit", "2", "--store-token", "secret")) {
      try (var store = Persist.open(app.client.address().replace("://", "://:secret@") + "/store")) {
        for (var i = 0; i < 10; i++) {
          assertThat(store.log().lastSeq("cart/7")).isZero();
        }
      }
      assertThat(app.post("/store", "{}").statusCode()).isEqualTo(401);
      assertThat(app.post("/store", "{}").statusCode()).isEqualTo(401);
      assertThat(app.post("/store", "{}").statusCode()).isEqualTo(429);
    }
  }
}
