package dev.persist.app;

import static dev.persist.app.web.Client.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.persist.Persist;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReadinessTest {
  @TempDir private Path directory;

  @Test
  void an_app_that_can_do_its_work_is_ready() throws Exception {
    try (var app = app()) {
      ready(app.get("/api/health/ready"));
    }
  }

  @Test
  void a_disk_with_less_space_left_than_the_bound_makes_it_not_ready() throws Exception {
    try (var app = app("--min-disk", "99999999")) {
      notReady(app.get("/api/health/ready"), "MiB left, less than the bound of 99999999 MiB");
      ready(app.get("/api/health/live"));
    }
  }

  @Test
  void a_stopped_subscription_makes_it_not_ready_until_it_is_skipped() throws Exception {
    var poison = Persist.open("rocksdb:" + directory.resolve("store"));
    poison.log().append("s", "poisonous", InstantSource.system().instant(), Map.of());
    poison.close();
    try (var app = app()) {
      var letters = app.injector.getInstance(Persist.class).subscription("letters", "s");
      ready(app.get("/api/health/ready"));
      try (var runner = letters.each(InstantSource.system(), (event, commit) -> {
        throw new IllegalStateException("secret");
      })) {
        runner.catchUp();
      }
      var answer = app.get("/api/health/ready");
      notReady(answer, "subscription \"letters\" stopped at seq 1 of stream \"s\"");
      assertThat(answer.body()).doesNotContain("secret");
      letters.skip();
      ready(app.get("/api/health/ready"));
    }
  }

  private TestApp app(String... flags) {
    var config = Config.of(List.of(flags), Map.of("PORT", "0", "PERSIST_URL", "rocksdb:" + directory.resolve("store"),
        "PERSIST_BLOBS", "file:" + directory.resolve("blobs")));
    return new TestApp(config, new StoreModule(config));
  }

  private static void ready(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo("{\"status\":\"ok\"}");
  }

  private static void notReady(HttpResponse<String> answer, String why) throws Exception {
    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
    assertThat(json(answer).get("detail").stringValue()).contains(why);
  }
}
