package dev.persist.app;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.inject.Injector;
import com.google.inject.Module;
import dev.persist.Persist;
import dev.persist.app.signin.Accounts;
import dev.persist.app.signin.FirstUsers;
import dev.persist.app.signin.Sessions;
import dev.persist.app.web.Client;
import dev.persist.app.web.Signature;
import dev.persist.app.web.WebServer;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The app as it runs, on a free port, and a client of it. */
final class TestApp implements AutoCloseable {
  static final String ORDER = """
      {"customer":"ann","currency":"GBP","lines":[{"sku":"tea","quantity":2,"unitPrice":450}]}""";

  /** The password of the user admin. */
  static final String PASSWORD = "correct horse";

  final Injector injector;

  /** Sends the token of the user admin. */
  Client client;
  private final Persist store;
  private final WebServer server;
  private final Map<String, String> kept = new HashMap<>();

  TestApp(Path directory) {
    this(config(directory), new StoreModule(config(directory)));
  }

  TestApp(Config config, Module storeModule) {
    this.injector = App.wire(config, storeModule);
    this.store = injector.getInstance(Persist.class);
    this.server = injector.getInstance(WebServer.class);
    injector.getInstance(FirstUsers.class).make(Optional.of(PASSWORD), false);
    this.client = new Client(server.start()).as(token("admin"));
  }

  private static Config config(Path directory) {
    return Config.of(List.of("--port", "0", "--persist-url", "rocksdb:" + directory.resolve("store"),
        "--persist-blobs", "file:" + directory.resolve("blobs")), Map.of());
  }

  /** Returns the token of a new session of {@code user}. */
  String token(String user) {
    return injector.getInstance(Sessions.class).start(user).orElseThrow().token();
  }

  /** Begins a session of {@code user}, and keeps its token for a test by {@code name}. */
  void keepToken(String name, String user) {
    kept.put(name, token(user));
  }

  /** Returns the token that was kept for {@code name}, or one of no session. */
  String kept(String name) {
    return kept.getOrDefault(name, "none");
  }

  /** Makes the account {@code user}, with the password of all. */
  void account(String user) {
    injector.getInstance(Accounts.class).create(user, PASSWORD);
  }

  HttpResponse<String> get(String path) throws Exception {
    return client.get(path);
  }

  HttpResponse<String> post(String path, String body) throws Exception {
    return client.call("POST", path, body);
  }

  HttpResponse<String> put(String path, String body) throws Exception {
    return client.call("PUT", path, body);
  }

  HttpResponse<String> delete(String path) throws Exception {
    return client.call("DELETE", path, "");
  }

  HttpResponse<String> post(String path, String key, String body) throws Exception {
    return client.call("POST", path, body, "Idempotency-Key", key);
  }

  /** Places an order and returns its id. */
  String place(String key) throws Exception {
    return Client.json(post("/api/orders", key, ORDER)).get("id").stringValue();
  }

  /** Pays order {@code id}, of which {@code payment} is. */
  HttpResponse<String> pay(String id, String key, String payment) throws Exception {
    return payAt(id, key, payment.replace("ORDER", id));
  }

  /** Sends a payment to order {@code id}, whichever it is of. */
  HttpResponse<String> payAt(String id, String key, String payment) throws Exception {
    var path = "/api/orders/" + id + "/payments";
    return client.call("POST", path, payment, "Idempotency-Key", key, "X-Signature", signature(payment));
  }

  /** Returns the body of a payment of the order ORDER. */
  static String payment(long amount) {
    return "{\"order\":\"ORDER\",\"amount\":" + amount
        + ",\"currency\":\"GBP\",\"provider\":\"bank\",\"reference\":\"r1-ORDER\"}";
  }

  String signature(String body) {
    return injector.getInstance(Signature.class).hex(body.getBytes(UTF_8));
  }

  /** Returns every event and every value there is, to compare. */
  String contents() {
    var events = store.catalog().streams().flatMap(store.log()::read).map(Object::toString);
    var values = store.kv().keys("").map(key -> key + " = " + store.kv().get(key));
    return Stream.concat(events, values).collect(Collectors.joining("\n"));
  }

  @Override
  public void close() {
    client.close();
    server.close();
    store.close();
  }
}
