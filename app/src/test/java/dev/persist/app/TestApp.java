package dev.persist.app;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.inject.Guice;
import com.google.inject.Injector;
import com.google.inject.Module;
import com.google.inject.util.Modules;
import dev.persist.Json;
import dev.persist.Persist;
import dev.persist.app.inspect.GlobalOrder;
import dev.persist.app.lab.Lab;
import dev.persist.app.operation.Readers;
import dev.persist.app.signin.Sessions;
import dev.persist.app.tour.Tours;
import dev.persist.app.web.Client;
import dev.persist.app.web.Signature;
import dev.persist.app.web.WebServer;
import dev.persist.app.world.Reset;
import dev.persist.app.world.Shop;
import dev.persist.example.acl.AccessControl;
import dev.persist.example.acl.domain.GrantEvent.Granted;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The app as it runs, on a free port, and a client of it that compares what it sees with {@link ApiDocument}. */
final class TestApp implements AutoCloseable {
  static final String ORDER = """
      {"customer":"ann","currency":"GBP","lines":[{"sku":"tea","quantity":2,"unitPrice":450}]}""";

  /** The password of the user admin. */
  static final String PASSWORD = "correct horse";

  /** A hash of it: to make one for each test would take a minute in all. */
  private static final String HASH = "$argon2id$v=19$m=19456,t=2,p=1$ZljuSRGWMc1dirNAuWYEVQ$1jrEEcHU9IJubYHqv3vj89fbse9LsRiLbafsfq9sf3Q";

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
    this(config, storeModule, Modules.EMPTY_MODULE);
  }

  private TestApp(Config config, Module storeModule, Module instead) {
    this.injector = Guice
        .createInjector(Modules.override(App.modules(config, config.web(), storeModule)).with(instead));
    this.store = injector.getInstance(Persist.class);
    this.server = injector.getInstance(WebServer.class);
    injector.getInstance(GlobalOrder.class).build();
    injector.getInstance(Reset.class).offer(() -> true);
    account("admin");
    injector.getInstance(AccessControl.class)
        .grant("app:admin", new Granted("admin", "test", "it is a test"), Instant.EPOCH);
    this.client = new Client(server.start(), ApiDocument::check).as(token("admin"));
  }

  /** Starts it on a store in memory, with the blobs in {@code directory}. */
  static TestApp inMemory(Path directory) {
    var config = config("memory:", directory);
    return new TestApp(config, new StoreModule(config));
  }

  /** Starts it on the store in {@code directory}, on a port that a server had before it. */
  static TestApp onPort(int port, Path directory) {
    var config = config("rocksdb:" + directory.resolve("store"), directory, port);
    return new TestApp(config, new StoreModule(config));
  }

  /** Starts it on a store in memory, where it is always {@code now}. */
  static TestApp inMemory(Path directory, Instant now) {
    return inMemory(directory, binder -> binder.bind(InstantSource.class).toInstance(InstantSource.fixed(now)));
  }

  /** Starts it on a store in memory, with what {@code instead} binds. */
  static TestApp inMemory(Path directory, Module instead) {
    var config = config("memory:", directory);
    return new TestApp(config, new StoreModule(config), instead);
  }

  private static Config config(Path directory) {
    return config("rocksdb:" + directory.resolve("store"), directory);
  }

  private static Config config(String url, Path directory) {
    return config(url, directory, 0);
  }

  private static Config config(String url, Path directory, int port) {
    return Config.of(List.of("--port", "" + port, "--persist-url", url,
        "--persist-blobs", "file:" + directory.resolve("blobs")), Map.of());
  }

  /** Returns the token of a new session of {@code user}. */
  String token(String user) {
    return injector.getInstance(Sessions.class).start(user).orElseThrow().token();
  }

  /** Keeps {@code token} for a test by {@code name}. */
  void keep(String name, String token) {
    kept.put(name, token);
  }

  /** Returns the token that was kept for {@code name}, or one of no session. */
  String kept(String name) {
    return kept.getOrDefault(name, "none");
  }

  /** Makes the account {@code user}, with the password of all. */
  void account(String user) {
    store.kv().put("account/" + user, Json.of(Map.of("hash", HASH, "version", 1)));
  }

  /** Returns a client of {@code user}, whose account it makes. */
  Client as(String user) {
    account(user);
    return client.as(token(user));
  }

  /** Grants {@code resource} to {@code user}. */
  void grant(String resource, String user) throws Exception {
    post("/api/acl/" + resource + "/grants", "{\"principal\":\"" + user + "\"}");
  }

  /** Returns the routes that it has, but not those for HEAD, which are those for GET. */
  Set<String> routes() {
    return server.routes().stream().filter(route -> !route.startsWith("HEAD ")).collect(Collectors.toSet());
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

  /** Places an order of ann and returns its id. */
  String place(String key) throws Exception {
    return place(key, "ann");
  }

  /** Places an order of {@code customer} and returns its id. */
  String place(String key, String customer) throws Exception {
    return Client.json(post("/api/orders", key, orderOf(customer))).get("id").stringValue();
  }

  /** Returns the body of an order of {@code customer}. */
  static String orderOf(String customer) {
    return ORDER.replace("ann", customer);
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

  /** Returns every event, every value and every subscription there is, to compare. */
  String contents() {
    var events = store.catalog().streams().flatMap(store.log()::read).map(Object::toString);
    var values = store.kv().keys("").map(key -> key + " = " + store.kv().get(key));
    var subscriptions = Readers.subscriptions(store).values().stream().map(each -> each.name() + each.status());
    return Stream.of(events, values, subscriptions).flatMap(each -> each).collect(Collectors.joining("\n"));
  }

  @Override
  public void close() {
    client.close();
    server.close();
    injector.getInstance(Shop.class).close();
    injector.getInstance(Tours.class).close();
    injector.getInstance(Lab.class).close();
    store.close();
  }
}
