package dev.persist.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.persist.Codec;
import dev.persist.Persist;
import dev.persist.app.operation.MetricsServer;
import dev.persist.app.web.Client;
import dev.persist.view.Projection;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MetricsTest {
  @TempDir private Path directory;

  @Test
  void commits_requests_lag_and_disk_are_scraped_on_a_port_of_their_own() throws Exception {
    try (var app = app("--metrics-port", "0"); var metrics = app.injector.getInstance(MetricsServer.class)) {
      var url = metrics.start().orElseThrow();
      app.post("/api/acl/doc/grants", "{\"principal\":\"ann\"}");
      app.get("/api/orders/none");
      app.get("/nowhere/else");
      var store = app.injector.getInstance(Persist.class);
      read(store);
      store.log().append("s", "t", Instant.EPOCH, Map.of());
      store.log().append("s", "t", Instant.EPOCH, Map.of());
      var samples = scrape(url).samples();
      assertThat(samples)
          .containsEntry("persist_commit_seconds_count{outcome=\"conflict\"}", 0.0)
          .containsEntry("persist_subscription_lag_events{subscription=\"letters\"}", 2.0)
          .containsEntry("persist_subscription_stopped{subscription=\"letters\"}", 0.0)
          .containsEntry("persist_view_lag_events{stream=\"s\",version=\"3\",view=\"count\"}", 2.0)
          .containsEntry(requests("POST", "/api/acl/{resource}/grants", 201), 1.0)
          .containsEntry(requests("GET", "/api/orders/{id}", 404), 1.0)
          .containsEntry(requests("GET", "none", 404), 1.0);
      assertThat(samples.get("persist_commit_seconds_count{outcome=\"committed\"}")).isGreaterThanOrEqualTo(3);
      assertThat(samples.get("persist_group_commits_total")).isGreaterThanOrEqualTo(3);
      assertThat(samples.get("persist_groups_total")).isBetween(1.0, samples.get("persist_group_commits_total"));
      assertThat(samples.get("persist_store_size_bytes")).isPositive();
      assertThat(samples.get("persist_disk_free_bytes{of=\"store\"}")).isPositive();
      assertThat(app.get("/metrics").statusCode()).isEqualTo(404);
    }
  }

  /** Micrometer gives some names another end, and drops a meter whose name is taken then. */
  @Test
  void each_meter_is_scraped_under_a_name_of_its_own() throws Exception {
    try (var app = app("--metrics-port", "0"); var metrics = app.injector.getInstance(MetricsServer.class)) {
      var url = metrics.start().orElseThrow();
      app.get("/api/health");
      var registry = app.injector.getInstance(MeterRegistry.class);
      var expected = registry.getMeters().stream().map(meter -> exported(registry, meter)).toList();
      var names = scrape(url).samples().keySet(); // afterwards: the first collection of garbage adds a meter
      assertThat(expected).doesNotHaveDuplicates().hasSizeGreaterThan(20);
      assertThat(names).containsAll(expected);
    }
  }

  @Test
  void readers_that_begin_later_and_stop_are_scraped_and_a_store_that_is_away_is_no_error() throws Exception {
    try (var app = app("--metrics-port", "0"); var metrics = app.injector.getInstance(MetricsServer.class)) {
      var url = metrics.start().orElseThrow();
      assertThat(scrape(url).samples().keySet()).noneMatch(name -> name.contains("_lag_"));
      var store = app.injector.getInstance(Persist.class);
      store.log().append("s", "t", Instant.EPOCH, Map.of());
      try (var runner = store.subscription("poisoned", "s").each(InstantSource.system(), (event, commit) -> {
        throw new IllegalStateException("poison");
      })) {
        runner.catchUp();
      }
      assertThat(scrape(url).samples())
          .containsEntry("persist_subscription_stopped{subscription=\"poisoned\"}", 1.0)
          .containsEntry("persist_subscription_lag_events{subscription=\"poisoned\"}", 1.0);
      store.close();
      assertThat(scrape(url).samples().keySet()).contains("persist_commit_seconds_count{outcome=\"committed\"}")
          .noneMatch(name -> name.startsWith("persist_subscription"));
    }
  }

  /** Has a subscription and a view read stream {@code s}. */
  private static void read(Persist store) throws Exception {
    try (var runner = store.subscription("letters", "s").each(InstantSource.system(), (event, commit) -> {})) {
      runner.catchUp();
    }
    store.snapshots("count", 3, new Projection<>(0, (count, event) -> count + 1), Codec.of(Integer.class))
        .view("s")
        .refresh();
  }

  @Test
  void the_metrics_of_the_guide_are_those_there_are() throws Exception {
    var guide = Files.readString(Path.of("../docs/guide/operating.md"));
    var named = Pattern.compile("(?m)^\\| `((?:persist|http)_[a-z_]+)`")
        .matcher(guide)
        .results()
        .map(it -> it.group(1))
        .toList();
    try (var app = app("--metrics-port", "0"); var metrics = app.injector.getInstance(MetricsServer.class)) {
      var url = metrics.start().orElseThrow();
      app.get("/api/health");
      app.injector.getInstance(Persist.class).log().append("s", "t", Instant.EPOCH, Map.of());
      read(app.injector.getInstance(Persist.class));
      assertThat(scrape(url).types().keySet().stream().filter(it -> it.matches("(persist|http)_.*")))
          .filteredOn(it -> !it.endsWith("_max"))
          .containsExactlyInAnyOrderElementsOf(named);
    }
  }

  @Test
  void without_a_port_nothing_is_measured() {
    try (var app = app(); var metrics = app.injector.getInstance(MetricsServer.class)) {
      assertThat(metrics.start()).isEmpty();
    }
  }

  @Test
  void a_taken_port_is_one_line_and_exit_code_1() throws Exception {
    try (var app = app("--metrics-port", "0"); var metrics = app.injector.getInstance(MetricsServer.class)) {
      var port = metrics.start().orElseThrow().replaceAll(".*:(\\d+)/metrics", "$1");
      try (var second = new AppProcess("serve", "--port", "0", "--url", "memory:", "--blobs",
          "file:" + directory.resolve("others"), "--metrics-port", port)) {
        assertThat(second.exitCode()).isEqualTo(1);
        assertThat(second.errors()).singleElement().asString().contains("cannot serve metrics on port " + port);
      }
    }
  }

  private TestApp app(String... flags) {
    var config = Config.of(List.of(flags), Map.of("PORT", "0", "PERSIST_URL", "rocksdb:" + directory.resolve("store"),
        "PERSIST_BLOBS", "file:" + directory.resolve("blobs")));
    return new TestApp(config, new StoreModule(config));
  }

  private static Scrape scrape(String url) throws Exception {
    try (var client = new Client(url.replace("/metrics", ""))) {
      return Scrape.of(client.get("/metrics").body());
    }
  }

  private static String requests(String method, String route, int status) {
    return "http_server_requests_seconds_count{method=\"" + method + "\",route=\"" + route + "\",status=\"" + status
        + "\"}";
  }

  private static String exported(MeterRegistry registry, Meter meter) {
    var id = meter.getId();
    var tags = id.getConventionTags(registry.config().namingConvention())
        .stream()
        .map(tag -> tag.getKey() + "=\"" + tag.getValue() + '"')
        .sorted()
        .collect(Collectors.joining(",", "{", "}"));
    var end = switch (id.getType()) {
      case TIMER, DISTRIBUTION_SUMMARY -> "_count";
      case COUNTER -> "_total";
      default -> "";
    };
    return id.getConventionName(registry.config().namingConvention()) + end + (tags.equals("{}") ? "" : tags);
  }
}
