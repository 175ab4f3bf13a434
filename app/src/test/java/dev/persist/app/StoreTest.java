package dev.persist.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.persist.Persist;
import dev.persist.StoreException.Unavailable;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The app's store as other processes use it. */
class StoreTest {
  private static final String TOKEN = "secret";

  @TempDir private Path directory;

  private TestApp app(String... more) {
    var flags = new ArrayList<>(
        List.of("--port", "0", "--persist-url", "sqlite:" + directory.resolve("store"),
            "--persist-blobs", "file:" + directory.resolve("blobs")));
    flags.addAll(List.of(more));
    var config = Config.of(flags, Map.of());
    return new TestApp(config, new StoreModule(config));
  }

  private static String url(TestApp app, String token) {
    var address = app.client.address();
    return address.replace("://", "://:" + token + "@") + "/store";
  }

  @Test
  void a_process_that_has_the_token_shares_the_store() throws Exception {
    try (var app = app("--persist-store-token", TOKEN); var store = Persist.open(url(app, TOKEN))) {
      app.post("/api/acl/doc/grants", "{\"principal\":\"ann\"}");
      assertThat(store.log().read("acl/doc")).hasSize(1);
      store.log().append("other", "x", Instant.EPOCH, Map.of("large", "x".repeat(1_000_000)));
      store.log().append("other", "x", Instant.EPOCH, Map.of("large", "x".repeat(1_000_000)));
      assertThat(store.log().read("other")).hasSize(2);
      assertThat(app.get("/api/streams").body()).contains("other");
    }
  }

  @Test
  void without_the_token_nobody_gets_in() throws Exception {
    try (var app = app("--persist-store-token", TOKEN)) {
      assertThatExceptionOfType(Unavailable.class).isThrownBy(() -> Persist.open(url(app, "wrong")))
          .withMessageContaining("token is absent or wrong");
      assertThat(app.post("/store", "{}").statusCode()).isEqualTo(401);
    }
  }

  @Test
  void unless_a_token_is_set_there_is_no_such_route() throws Exception {
    try (var app = app()) {
      assertThat(app.post("/store", "{}").statusCode()).isEqualTo(404);
      assertThatExceptionOfType(Unavailable.class).isThrownBy(() -> Persist.open(url(app, TOKEN)))
          .withMessageContaining("is no store; its status is 404");
    }
  }
}
