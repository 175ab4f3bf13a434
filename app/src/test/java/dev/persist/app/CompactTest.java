package dev.persist.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.persist.app.cli.Shell;
import dev.persist.conformance.Postgres;
import dev.persist.example.ledger.Ledger;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the app answers, after {@code persist compact} moved events of its store to the archive: the same as before. */
class CompactTest {
  private static final List<String> PATHS = List.of("/api/orders?limit=2", "/api/orders?after=2", "/api/ledger",
      "/api/ledger/reconciliation", "/api/global", "/api/streams", "/api/streams/ledger/events?limit=2",
      "/api/streams/ledger/events?from=3", "/api/streams/ledger/state?seq=2", "/api/streams/ledger/diff?from=1&to=3",
      "/api/views", "/api/subscriptions");

  @TempDir private Path directory;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private int run(String... args) {
    out.reset();
    err.reset();
    var shell = new Shell(InputStream.nullInputStream(), out, err, Map.of(), Clock.systemUTC(), StoreModule::blobs,
        false);
    return Main.commands(shell).execute(args);
  }

  private String done(String... args) {
    assertThat(run(args)).as("%s: %s", List.of(args), err).isZero();
    return out.toString(UTF_8);
  }

  private String blobs() {
    return "file:" + directory.resolve("blobs");
  }

  private TestApp app(String url) {
    var config = Config.of(
        List.of("--port", "0", "--persist-url", url, "--persist-blobs", blobs(), "--persist-store-token", "secret"),
        Map.of());
    return new TestApp(config, new StoreModule(config));
  }

  private static List<String> answers(TestApp app) throws Exception {
    var answers = new ArrayList<String>();
    for (var path : PATHS) {
      var answer = app.get(path);
      assertThat(answer.statusCode()).as(path).isEqualTo(200);
      answers.add(path + ": " + answer.body());
    }
    return answers;
  }

  @ParameterizedTest
  @ValueSource(strings = {"rocksdb:", "sqlite:", "postgresql:"})
  void the_app_answers_as_before_while_it_runs_and_when_it_starts_again(String engine) throws Exception {
    var url = engine.equals("postgresql:") ? Postgres.newUrl() : engine + directory.resolve("store");
    List<String> before;
    try (var app = app(url)) {
      for (var key : List.of("a", "b", "c", "d")) {
        app.place(key);
      }
      app.injector.getInstance(Ledger.class).keepTotals();
      before = answers(app);
      var through = app.client.address().replace("://", "://:secret@") + "/store";
      assertThat(done("compact", "ledger", "--blobs", blobs(), "--keep", "2", "--url", through))
          .isEqualTo("ledger  dropped events 1 to 2  to the archive\n");
      assertThat(answers(app)).isEqualTo(before);
    }
    assertThat(done("compact", "ledger", "--blobs", blobs(), "--url", url))
        .isEqualTo("ledger  dropped events 3 to 4  to the archive\n");
    assertThat(done("read", "ledger", "--url", url)).isEmpty();
    done("verify", "--blobs", blobs(), "--url", url);
    try (var app = app(url)) {
      assertThat(answers(app)).isEqualTo(before);
      app.place("e");
      assertThat(app.get("/api/ledger/reconciliation").body()).contains("balanced").contains("5");
    }
  }
}
