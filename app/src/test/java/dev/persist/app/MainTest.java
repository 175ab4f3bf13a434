package dev.persist.app;

import static dev.persist.app.web.Client.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.persist.Persist;
import dev.persist.app.web.Client;
import dev.persist.example.ledger.Ledger;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.rocksdb.RocksDB;

class MainTest {
  private final Path store;

  MainTest(@TempDir Path directory) {
    this.store = directory.resolve("store");
  }

  @Test
  void what_was_answered_survives_kill_9() throws Exception {
    try (var first = AppProcess.on(store); var client = new Client(first.url()).as("admin", TestApp.PASSWORD)) {
      assertThat(client.call("POST", "/api/acl/doc/grants", "{\"principal\":\"ann\"}").statusCode()).isEqualTo(201);
      client.call("PUT", "/api/occurrences/yoga", "{\"title\":\"Yoga\",\"capacity\":1}");
      assertThat(client.call("POST", "/api/occurrences/yoga/bookings", "{\"actor\":\"ann\"}").statusCode())
          .isEqualTo(201);
      assertThat(client.call("POST", "/api/orders", TestApp.ORDER, "Idempotency-Key", "k").statusCode())
          .isEqualTo(201);
      var invoice = "/api/orders/" + Ledger.idOf("k") + "/invoice";
      assertThat(client.call("PUT", invoice, "invoice 1").statusCode()).isEqualTo(201);
      first.kill();
    }
    try (var second = AppProcess.on(store); var client = new Client(second.url()).as("admin", TestApp.PASSWORD)) {
      assertThat(client.get("/api/acl/doc/can/ann").body()).isEqualTo("{\"allowed\":true}");
      assertThat(json(client.get("/api/occurrences/yoga")).get("seatsLeft").intValue()).isZero();
      assertThat(client.call("POST", "/api/orders", TestApp.ORDER, "Idempotency-Key", "k").statusCode())
          .isEqualTo(200);
      assertThat(client.get("/api/ledger").body()).contains("\"placed\":1");
      assertThat(client.get("/api/orders/" + Ledger.idOf("k") + "/invoice").body()).isEqualTo("invoice 1");
    }
  }

  @Test
  void a_demo_begins_with_a_conference_and_production_with_nothing() throws Exception {
    for (var mode : List.of("demo", "production")) {
      try (var app = AppProcess.on(store.resolveSibling(mode), "--empty", "off", "--mode", mode, "--webhook-secret",
          "a secret of our own"); var client = new Client(app.url()).as("admin", TestApp.PASSWORD)) {
        assertThat(client.get("/api/occurrences/keynote").statusCode()).isEqualTo(mode.equals("demo") ? 200 : 404);
      }
    }
  }

  @Test
  void a_store_whose_folder_holds_more_than_the_store_is_not_removed() throws Exception {
    var url = "rocksdb:" + store;
    try (var app = AppProcess.on(store, "--empty", "off")) {
      var admin = new Client(app.url()).as("admin", TestApp.PASSWORD);
      assertThat(StoreModule.isRemovable(url)).isTrue();
      for (var name : List.of("notes.txt", "17.sst/blob")) {
        var mine = Files.createDirectories(store.resolve(name).getParent()).resolve(store.resolve(name).getFileName());
        Files.writeString(mine, "mine");
        assertThat(StoreModule.isRemovable(url)).isFalse();
        var answer = admin.call("POST", "/reset", "", "Content-Type", "application/x-www-form-urlencoded");
        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(mine).hasContent("mine");
        Files.delete(mine);
      }
      assertThat(StoreModule.isRemovable("postgresql://localhost/persist")).isFalse();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"rocksdb", "sqlite", "memory"})
  void a_reset_makes_the_conference_again_and_signs_nobody_out(String engine) throws Exception {
    var url = engine.equals("memory") ? "memory:" : engine + ":" + store;
    try (
        var app = new AppProcess("serve", "--port", "0", "--url", url, "--blobs",
            "file:" + store.resolveSibling("blobs"), "--admin-password", TestApp.PASSWORD);
        var any = new Client(app.url())) {
      var admin = any.as(any.token("admin", TestApp.PASSWORD));
      assertThat(admin.call("POST", "/api/acl/doc/grants", "{\"principal\":\"ann\"}").statusCode()).isEqualTo(201);
      assertThat(admin.call("DELETE", "/api/occurrences/keynote/bookings/alice", "").statusCode()).isEqualTo(200);
      var answer = admin.call("POST", "/reset", "", "Content-Type", "application/x-www-form-urlencoded");
      assertThat(answer.body()).contains("One moment");
      assertThat(app.line()).startsWith("sign in as alice"); // of the first start
      assertThat(app.line()).startsWith("sign in as bob");
      assertThat(app.line()).isEqualTo("listening on " + any.address()); // at the same address
      assertThat(admin.get("/api/acl/doc/can/ann").body()).isEqualTo("{\"allowed\":false}");
      assertThat(json(admin.get("/api/occurrences/keynote")).get("roster").toString()).contains("\"alice\"");
      assertThat(json(admin.get("/api/kv?prefix=app/reset")).toString()).contains("admin");
      app.terminate();
      assertThat(app.exitCode()).isEqualTo(143);
      assertThat(app.errors()).singleElement().asString().endsWith("the conference is made again");
    }
  }

  @Test
  void told_to_stop_it_closes_the_store_and_says_nothing_more() throws Exception {
    try (var app = AppProcess.on(store); var client = new Client(app.url()).as("admin", TestApp.PASSWORD)) {
      client.call("POST", "/api/acl/doc/grants", "{\"principal\":\"ann\"}");
      app.terminate();
      assertThat(app.exitCode()).isEqualTo(143);
      assertThat(app.output()).allMatch(line -> line.matches("sign in as (alice|bob) with the password \\w{16}"));
      assertThat(app.errors()).isEmpty();
    }
    try (var reopened = Persist.open("rocksdb:" + store)) {
      assertThat(reopened.log().lastSeq("acl/doc")).isEqualTo(1);
    }
  }

  @Test
  void while_it_drains_it_is_not_ready_and_does_its_work() throws Exception {
    try (var app = AppProcess.on(store, "--drain", "999"); // to be killed long before
        var client = new Client(app.url()).as("admin", TestApp.PASSWORD)) {
      assertThat(client.get("/api/health/ready").statusCode()).isEqualTo(200);
      app.terminate();
      HttpResponse<String> ready;
      do {
        ready = client.get("/api/health/ready");
      } while (ready.statusCode() == 200);
      assertThat(ready.statusCode()).isEqualTo(503);
      assertThat(ready.body()).contains("the app is stopping");
      assertThat(client.get("/api/health/live").statusCode()).isEqualTo(200);
      assertThat(client.call("POST", "/api/acl/doc/grants", "{\"principal\":\"ann\"}").statusCode()).isEqualTo(201);
      app.kill();
    }
  }

  @Test
  void a_store_in_use_is_exit_code_1_and_advice_to_go_through_its_server() throws Exception {
    try (var open = Persist.open("rocksdb:" + store)) {
      try (var app = AppProcess.on(store)) {
        assertThat(app.exitCode()).isEqualTo(1);
        assertThat(app.errors()).satisfiesExactly(
            why -> assertThat(why).contains("is locked: another process has it open"),
            advice -> assertThat(advice).endsWith("--url http://:TOKEN@HOST:PORT/store"));
      }
      assertThat(open.catalog().count()).isZero();
    }
  }

  @Test
  void a_store_under_a_file_is_one_line_and_exit_code_1() throws Exception {
    Files.writeString(store, "mine");
    refuses("is a file", "--url", "rocksdb:" + store);
    refuses("cannot open", "--url", "rocksdb:" + store.resolve("below"));
    assertThat(store).hasContent("mine");
  }

  @Test
  void a_blob_store_that_cannot_be_one_is_one_line_and_exit_code_1() throws Exception {
    Files.writeString(store, "mine");
    refuses("no directory can be made", "--url", "memory:", "--blobs", "file:" + store);
    refuses("no blob store for \"floppy:a\"; write file:PATH or ipfs:http://HOST:PORT", "--url", "memory:",
        "--blobs", "floppy:a");
    refuses("names no IPFS node", "--url", "memory:", "--blobs", "ipfs:5001");
    assertThat(store).hasContent("mine");
  }

  @Test
  void a_directory_of_something_else_is_one_line_and_exit_code_1() throws Exception {
    Files.createDirectories(store);
    Files.writeString(store.resolve("mine"), "mine");
    refuses("other files", "--url", "rocksdb:" + store);
  }

  @Test
  void a_newer_format_is_one_line_and_exit_code_1() throws Exception {
    Persist.open("rocksdb:" + store).close();
    try (var rocks = RocksDB.open(store.toString())) {
      rocks.put(new byte[]{'f'}, ByteBuffer.allocate(4).putInt(99).array());
    }
    Files.delete(store.resolve("persist.end")); // it says what persist left there, and the line above wrote more
    refuses("99", "--url", "rocksdb:" + store);
  }

  @Test
  void an_unknown_engine_is_one_line_and_exit_code_1() throws Exception {
    refuses("no engine for \"floppy:\"", "--url", "floppy:a");
  }

  @Test
  void a_taken_port_is_one_line_and_exit_code_1() throws Exception {
    try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      refuses("cannot listen on port " + taken.getLocalPort(), "--url", "memory:",
          "--blobs", "file:" + store, "--port", String.valueOf(taken.getLocalPort()));
    }
  }

  @Test
  void all_that_is_wrong_with_the_settings_is_said_at_once_with_exit_code_2() throws Exception {
    try (var app = new AppProcess("serve", "--port", "none", "--store-token", "")) {
      assertThat(app.exitCode()).isEqualTo(2);
      assertThat(app.output()).isEmpty();
      assertThat(app.errors()).hasSize(2);
    }
  }

  private static void refuses(String why, String... flags) throws Exception {
    try (var app = new AppProcess(Stream.concat(Stream.of("serve"), Stream.of(flags)).toArray(String[]::new))) {
      assertThat(app.exitCode()).isEqualTo(1);
      assertThat(app.output()).isEmpty();
      assertThat(app.errors()).singleElement().asString().contains(why);
    }
  }
}
