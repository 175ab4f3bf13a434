package dev.persist.benchmarks;

import dev.persist.Persist;
import dev.persist.example.acl.AccessControl;
import dev.persist.example.acl.domain.GrantEvent.Granted;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.LongAdder;

/** How many checks of access a second the demo app answers over HTTP, beside a route that answers a constant. */
final class Checks {
  private static final int GRANTS = 1_000;
  private static final String RESOURCE = "docs/plan";

  private Checks() {}

  static void run() throws Exception {
    try (var report = Driver.report("checks", "checks")) {
      for (var clients : List.of(1, 16, 64)) {
        var contestants = new LinkedHashMap<String, Contestant.Opening>();
        contestants.put("HTTP", Checking::start);
        contestants.put("constant", () -> Bare.start(true));
        Driver.runWarm(report, "checks", clients, contestants);
      }
    }
  }

  /** The app on a store with some grants. */
  private record Checking(DemoApp app, TemporaryDirectory directory, LongAdder answered) implements Contestant {
    private static Checking start() throws IOException {
      var directory = TemporaryDirectory.create();
      var url = "rocksdb:" + directory.path().resolve("store");
      try (var store = Persist.open(url)) {
        var acl = new AccessControl(store);
        for (var i = 0; i < GRANTS; i++) {
          acl.grant(RESOURCE, new Granted("user" + i, "admin", "asked for over HTTP"), Instant.EPOCH);
        }
      }
      return new Checking(DemoApp.start(url), directory, new LongAdder());
    }

    @Override
    public Client client() {
      return () -> {
        var user = "user" + ThreadLocalRandom.current().nextInt(GRANTS);
        var connection = app.connection();
        var answer = connection.read(app.address().resolve("/api/acl/docs%2Fplan/can/" + user), app.token());
        app.release(connection);
        if (!new String(answer, StandardCharsets.UTF_8).equals("{\"allowed\":true}")) {
          throw new IllegalStateException(user + " may not access " + RESOURCE);
        }
        answered.increment();
      };
    }

    @Override
    public long stored() throws IOException {
      app.disconnect();
      return answered.sum();
    }

    @Override
    public void close() throws IOException {
      app.close();
      directory.close();
    }
  }
}
