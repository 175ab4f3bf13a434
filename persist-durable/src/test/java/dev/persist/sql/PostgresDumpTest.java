package dev.persist.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.persist.Commit;
import dev.persist.CommitId;
import dev.persist.CommitResult;
import dev.persist.Json;
import dev.persist.NewEvent;
import dev.persist.Persist;
import dev.persist.conformance.PostgresProcess;
import dev.persist.machine.Needs;
import dev.persist.transfer.Totals;
import dev.persist.verify.Verify;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A store in PostgreSQL is backed up by PostgreSQL's own tools. A dump is of one version, so the server is that of the tools. */
class PostgresDumpTest {
  @TempDir private Path directory;

  private @Nullable PostgresProcess server;

  @AfterEach
  void stop() {
    if (server != null) {
      server.close();
    }
  }

  private static String url(int port, String database) {
    return "postgresql://127.0.0.1:" + port + "/" + database + "?user=postgres";
  }

  private static void run(List<String> command) throws IOException {
    var process = new ProcessBuilder(command).redirectErrorStream(true).start();
    var said = process.inputReader().lines().collect(Collectors.joining("\n"));
    assertThat(process.onExit().join().exitValue()).as(said).isZero();
  }

  private static Commit command(int i) {
    return Commit.builder()
        .id(CommitId.of("a", "id" + i, Json.of(i)))
        .append("a", NewEvent.of("x", Instant.EPOCH, i))
        .append("b", NewEvent.of("x", Instant.EPOCH, "x".repeat(i % 2_000)))
        .put("last", Json.of(i))
        .build();
  }

  private static Thread writer(Persist store, AtomicBoolean stop) {
    return Thread.ofPlatform().start(() -> {
      for (var i = 1; !stop.get(); i++) {
        store.commit(command(i));
      }
    });
  }

  @Test
  void a_dump_taken_under_a_writer_restores_to_a_prefix_of_the_commits() throws Exception {
    var bin = Needs.postgresql();
    var port = PostgresProcess.freePort();
    server = PostgresProcess.start(bin, PostgresProcess.newData(bin), port);
    create(port, "shop");
    create(port, "restored");
    try (var store = Persist.open(url(port, "shop"))) {
      var stop = new AtomicBoolean();
      var writer = writer(store, stop);
      while (store.log().lastSeq("a") < 100) {
        Thread.onSpinWait();
      }
      var acknowledged = store.log().lastSeq("a");
      dumpAndRestore(bin, port);
      stop.set(true);
      writer.join();
      assertThat(store.log().lastSeq("a")).isGreaterThan(acknowledged);
      requirePrefix(store, port, acknowledged);
    }
  }

  private static void create(int port, String database) throws SQLException {
    try (var connection = DriverManager.getConnection("jdbc:" + url(port, "postgres"));
        var statement = connection.createStatement()) {
      statement.execute("create database " + database);
    }
  }

  private void dumpAndRestore(Path bin, int port) throws IOException {
    var dump = directory.resolve("shop.dump").toString();
    run(List.of(bin.resolve("pg_dump").toString(), "--format=custom", "--file=" + dump, url(port, "shop")));
    run(List.of(bin.resolve("pg_restore").toString(), "--exit-on-error", "--dbname=" + url(port, "restored"), dump));
  }

  private static void requirePrefix(Persist store, int port, long acknowledged) {
    try (var restored = Persist.open(url(port, "restored"))) {
      var last = restored.log().lastSeq("a");
      assertThat(last).isGreaterThanOrEqualTo(acknowledged);
      assertThat(restored.log().read("a")).containsExactlyElementsOf(store.log().read("a").limit(last).toList());
      assertThat(restored.log().read("b")).containsExactlyElementsOf(store.log().read("b").limit(last).toList());
      assertThat(restored.kv().get("last")).hasValue(Json.of(last));
      var problems = new ArrayList<String>();
      try (var contents = restored.contents()) {
        Verify.each(contents, Optional.empty(), problems::add);
        assertThat(Totals.of(contents).commits()).isEqualTo(last);
      }
      assertThat(problems).isEmpty();
      assertThat(restored.commit(command((int) last))).as("a retry").isInstanceOf(CommitResult.AlreadyCommitted.class);
      assertThat(restored.commit(command((int) last + 1))).isInstanceOf(CommitResult.Committed.class);
      assertThat(restored.log().lastSeq("a")).isEqualTo(last + 1);
    }
  }
}
