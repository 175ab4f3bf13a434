package dev.persist.app;

import com.google.common.net.InetAddresses;
import dev.persist.app.operation.OperationSettings;
import dev.persist.app.web.Exposure;
import dev.persist.app.web.Proxies;
import dev.persist.app.web.WebSettings;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The app's settings from outside. {@link #SETTINGS} says what each is called, and what is allowed.
 *
 * @param persistUrl the store, such as {@code rocksdb:./data}
 * @param persistBlobs the blob store, such as {@code file:./data-blobs} or {@code ipfs:http://127.0.0.1:5001}
 * @param port the port to listen on, 0 for any free port
 * @param webhookSecret the secret that signs payments
 * @param webhookSecretBefore the secret that signed them before, which is still taken
 * @param mode {@code demo} or {@code production}, where no secret of the demo is taken
 * @param isEmpty whether a demo begins without the small conference that it shows
 * @param adminPassword the password of {@code admin} on the first start of a store; in a demo, one is made up without it
 * @param storeToken the token with which other processes may use the store under {@code /store}; without one, none may
 * @param minDiskMib how many MiB must be left on each disk that the app writes to
 * @param drainSeconds how long the app goes on answering, not ready, after it was told to stop
 * @param backups the directory to which {@code POST /api/backups} adds a backup of the store; without one, it is not there
 * @param metricsPort the port of the metrics, 0 for any free port; without one, nothing is measured
 * @param hasTraces whether the work of the store is traced, with the OpenTelemetry agent that runs with the app
 * @param log {@code text} or {@code json}: how each line of the log is written
 * @param logLevel the least level that is logged: {@code error}, {@code warn}, {@code info} or {@code debug}
 * @param exposure how callers reach the app; in a demo, only this machine does
 */
record Config(String persistUrl, String persistBlobs, int port, String mode, boolean isEmpty, String webhookSecret,
    Optional<String> webhookSecretBefore, Optional<String> adminPassword, Optional<String> storeToken, int minDiskMib,
    int drainSeconds, Optional<Path> backups, Optional<Integer> metricsPort, boolean hasTraces, String log,
    String logLevel,
    Exposure exposure) {
  /** The secret for trying things out on this machine; everybody knows it. */
  static final String DEMO_SECRET = "demo-webhook-secret";

  private static final Setting<String> URL = new Setting<>("PERSIST_URL", "URL", "The store.",
      "the URL of a store, such as rocksdb:./data", Optional.of("rocksdb:./data"), false, Config::url);

  private static final Setting<String> BLOBS = new Setting<>("PERSIST_BLOBS", "URL",
      "The blob store, for invoices and archived events.",
      "file:PATH or ipfs:http://HOST:PORT", Optional.of("file:./data-blobs"), false, Config::url);

  private static final Setting<Integer> PORT = new Setting<>("PORT", "PORT",
      "The port to listen on; 0 picks a free one.", "a number from 0 to 65535", Optional.of("7070"), false,
      Config::port);

  private static final Setting<String> WEBHOOK_SECRET = new Setting<>("PERSIST_WEBHOOK_SECRET", "SECRET",
      "Signs payments.", "a text that is not blank, or leave it out to use the demo secret", Optional.of(DEMO_SECRET),
      true,
      text -> Optional.of(text).filter(it -> !it.isBlank()));

  private static final Setting<String> WEBHOOK_SECRET_BEFORE = new Setting<>("PERSIST_WEBHOOK_SECRET_BEFORE", "SECRET",
      "Signs payments, too, until everybody uses the new secret.", "a text that is not blank, or leave it out",
      Optional.empty(), true, text -> Optional.of(text).filter(it -> !it.isBlank()));

  private static final Setting<String> STORE_TOKEN = new Setting<>("PERSIST_STORE_TOKEN", "TOKEN",
      "Lets other processes use the store, at http://:TOKEN@HOST:PORT/store.",
      "visible ASCII characters, such as openssl rand -hex 32 prints, or leave it out so that no other process may use the "
          + "store",
      Optional.empty(), true, text -> Optional.of(text).filter(it -> it.matches("[!-~]+")));

  private static final Setting<Integer> MIN_DISK = new Setting<>("PERSIST_MIN_DISK", "MIB",
      "The app is not ready while a disk it writes to has less than this left, in MiB.",
      "a number of MiB from 0 to 99999999", Optional.of("256"), false,
      text -> Optional.of(text).filter(it -> it.matches("[0-9]{1,8}")).map(Integer::valueOf));

  private static final Setting<Integer> DRAIN = new Setting<>("PERSIST_DRAIN", "SECONDS",
      "Told to stop, the app is not ready, and goes on answering for so long before it refuses requests.",
      "a number of seconds from 0 to 999", Optional.of("0"), false,
      text -> Optional.of(text).filter(it -> it.matches("[0-9]{1,3}")).map(Integer::valueOf));

  private static final Setting<Path> BACKUPS = new Setting<>("PERSIST_BACKUPS", "DIRECTORY",
      "Where POST /api/backups adds a backup of the store, while the app writes to it.",
      "a directory for the backups of this store only, which is rocksdb: or sqlite:", Optional.empty(), false,
      text -> Optional.of(text).filter(it -> !it.isBlank() && it.indexOf('\0') < 0).map(Path::of));

  private static final Setting<Integer> METRICS_PORT = new Setting<>("PERSIST_METRICS_PORT", "PORT",
      "Serves metrics at http://127.0.0.1:PORT/metrics; 0 picks a free port.",
      "a number from 0 to 65535, or leave it out to measure nothing", Optional.empty(), false, Config::port);

  private static final Setting<Boolean> TRACES = new Setting<>("PERSIST_TRACES", "SWITCH",
      "on or off: whether the work of the store is traced, with the OpenTelemetry agent that runs with the app.",
      "on or off", Optional.of("off"), false, Config::onOrOff);

  private static final String TEXT = "text";

  private static final Setting<String> LOG = new Setting<>("PERSIST_LOG", "FORM",
      "text or json: how the log on standard error is written.", "text or json", Optional.of(TEXT), false,
      text -> Optional.of(text).filter(it -> it.matches("text|json")));

  private static final String INFO = "info";

  private static final Setting<String> LOG_LEVEL = new Setting<>("PERSIST_LOG_LEVEL", "LEVEL",
      "error, warn, info or debug: the least level that persist logs. Libraries log warnings and errors.",
      "error, warn, info or debug", Optional.of(INFO), false,
      text -> Optional.of(text).filter(it -> it.matches("error|warn|info|debug")));

  private static final Setting<InetAddress> HOST = new Setting<>("PERSIST_HOST", "ADDRESS",
      "The address to listen on; 0.0.0.0 and :: are all of this machine. Other machines reach only an app in production.",
      "an IP address of this machine, such as 127.0.0.1 or 0.0.0.0", Optional.of("127.0.0.1"), false,
      text -> Optional.of(text).filter(InetAddresses::isInetAddress).map(InetAddresses::forString));

  private static final Setting<URI> ORIGIN = new Setting<>("PERSIST_ORIGIN", "ORIGIN",
      "Where browsers reach the app, if not at the address it listens on, such as https://shop.example.org.",
      "http:// or https://, a host in lower case and, if it is not the usual one, a port, such as https://shop.example.org",
      Optional.empty(), false, Config::origin);

  private static final Setting<Set<String>> PROXIES = new Setting<>("PERSIST_PROXIES", "ADDRESSES",
      "The proxies before the app, whose X-Forwarded-For and X-Forwarded-Proto count.",
      "IP addresses and networks, separated by commas, such as 127.0.0.1,10.0.0.0/8,2001:db8::/32", Optional.empty(),
      false, Proxies::parse);

  private static final String LIMIT = "a number of requests from 0 to 9999999";

  private static final Setting<Integer> ADDRESS_LIMIT = new Setting<>("PERSIST_ADDRESS_LIMIT", "REQUESTS",
      "How many requests a minute the address of a client may make; 0 is no limit. Default: 0 in a demo, else 6000",
      LIMIT, Optional.empty(), false, Config::limit);

  private static final Setting<Integer> USER_LIMIT = new Setting<>("PERSIST_USER_LIMIT", "REQUESTS",
      "How many requests a minute a user may make; 0 is no limit. Default: 0 in a demo, else 3000",
      LIMIT, Optional.empty(), false, Config::limit);

  private static final String DEMO = "demo";

  private static final Setting<String> MODE = new Setting<>("PERSIST_MODE", "MODE",
      "demo or production. In production, every secret has to be given.", "demo or production", Optional.of(DEMO),
      false,
      text -> Optional.of(text).filter(it -> it.matches("demo|production")));

  private static final Setting<Boolean> EMPTY = new Setting<>("PERSIST_EMPTY", "SWITCH",
      "on or off: whether a demo begins without anything to look at.", "on or off", Optional.of("off"), false,
      Config::onOrOff);

  private static final Setting<String> ADMIN_PASSWORD = new Setting<>("PERSIST_ADMIN_PASSWORD", "PASSWORD",
      "The password of the user admin, on the first start of a store.",
      "8 to 200 characters, or leave it out in a demo, which makes one up", Optional.empty(), true,
      text -> Optional.of(text).filter(it -> it.length() >= 8 && it.length() <= 200));

  /** All settings, in the order of the help. */
  static final List<Setting<?>> SETTINGS = List.of(URL, BLOBS, PORT, MODE, EMPTY, WEBHOOK_SECRET, WEBHOOK_SECRET_BEFORE,
      ADMIN_PASSWORD, STORE_TOKEN,
      MIN_DISK, DRAIN, BACKUPS, METRICS_PORT, TRACES, LOG, LOG_LEVEL, HOST, ORIGIN, PROXIES, ADDRESS_LIMIT, USER_LIMIT);

  /** Settings that are not allowed. The message has a line for each. */
  static final class Invalid extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    Invalid(List<String> problems) {
      super(String.join(System.lineSeparator(), problems));
    }
  }

  /**
   * Reads each setting: its flag; if it is not given, the environment; then the file; then the default.
   *
   * @param flags values by {@link Setting#key}
   * @param file a properties file, whose keys are those of the environment
   * @throws Invalid when a value is not allowed, or when the file cannot be read or has an unknown key; names each
   */
  static Config of(Map<String, String> flags, Map<String, String> environment, Optional<Path> file) {
    var given = new Given(flags, environment, file);
    var mode = given.find(MODE).orElse(DEMO);
    var config = new Config(
        given.find(URL).orElse(""),
        given.find(BLOBS).orElse(""),
        given.find(PORT).orElse(0),
        mode,
        given.find(EMPTY).orElse(false),
        given.find(WEBHOOK_SECRET).orElse(""),
        given.find(WEBHOOK_SECRET_BEFORE),
        given.find(ADMIN_PASSWORD),
        given.find(STORE_TOKEN),
        given.find(MIN_DISK).orElse(0),
        given.find(DRAIN).orElse(0),
        given.find(BACKUPS),
        given.find(METRICS_PORT),
        given.find(TRACES).orElse(false),
        given.find(LOG).orElse(TEXT),
        given.find(LOG_LEVEL).orElse(INFO),
        new Exposure(given.find(HOST).orElse(Exposure.LOCAL.host()), given.find(ORIGIN),
            given.find(PROXIES).orElse(Set.of()), given.find(ADDRESS_LIMIT).orElse(mode.equals(DEMO) ? 0 : 6000),
            given.find(USER_LIMIT).orElse(mode.equals(DEMO) ? 0 : 3000)));
    given.require(config.backups.isEmpty() || config.persistUrl.matches("(?s)(rocksdb|sqlite):.*"), BACKUPS,
        "none, since only a store that is rocksdb: or sqlite: is backed up here; a database has tools of its own");
    var exposure = config.exposure;
    if (config.isDemo()) {
      given.require(exposure.hasLocalHost(), HOST,
          "127.0.0.1 or ::1 in a demo; other machines reach only an app in production");
      given.require(exposure.hasLocalOrigin(), ORIGIN,
          "none, or one of localhost, in a demo; other machines reach only an app in production");
    }
    if (!config.isDemo() || !exposure.hasLocalHost() || !exposure.hasLocalOrigin()) {
      given.requireOwn(!config.webhookSecret.equals(DEMO_SECRET), WEBHOOK_SECRET);
      given.requireOwn(!config.webhookSecretBefore.equals(Optional.of(DEMO_SECRET)), WEBHOOK_SECRET_BEFORE);
      given.requireOwn(config.adminPassword.isPresent(), ADMIN_PASSWORD);
    }
    given.requireNoProblem();
    return config;
  }

  /** Reads {@code flags} as {@code serve} does, and {@code environment}. */
  static Config of(List<String> flags, Map<String, String> environment) {
    return Serve.config(flags, environment);
  }

  /** Returns whether everything may be tried out with secrets that everybody knows. */
  boolean isDemo() {
    return mode.equals(DEMO);
  }

  /** Returns the engine, such as {@code rocksdb}. */
  String engine() {
    return persistUrl.substring(0, persistUrl.indexOf(':'));
  }

  /** Returns the server's settings. */
  WebSettings web() {
    var secrets = Stream.concat(Stream.of(webhookSecret), webhookSecretBefore.stream()).toList();
    return new WebSettings(exposure, port, secrets, !isDemo());
  }

  /** Returns what an operator watches. */
  OperationSettings operation() {
    var written = new HashMap<String, Path>();
    path(persistUrl).ifPresent(path -> written.put("store", path));
    path(persistBlobs).ifPresent(path -> written.put("blobs", path));
    return new OperationSettings(engine(), written, (long) minDiskMib << 20, backups,
        metricsPort.map(OptionalInt::of).orElse(OptionalInt.empty()), hasTraces);
  }

  private static Optional<Path> path(String url) {
    return Optional.of(url)
        .filter(it -> it.matches("(?s)(rocksdb|sqlite|file):.+"))
        .map(it -> Path.of(it.substring(it.indexOf(':') + 1)));
  }

  private static Optional<String> url(String text) {
    return Optional.of(text).filter(it -> it.matches("(?s)[a-z]+:.*"));
  }

  /** Reads an origin as browsers write it. */
  private static Optional<URI> origin(String text) {
    return Optional.of(text)
        .filter(it -> it.matches("(http(?!.*:80$)|https(?!.*:443$))://([a-z0-9.-]+|\\[[0-9a-f:.]+])(:[0-9]{1,5})?"))
        .map(URI::create)
        .filter(it -> it.getHost() != null);
  }

  private static Optional<Integer> limit(String text) {
    return Optional.of(text).filter(it -> it.matches("[0-9]{1,7}")).map(Integer::valueOf);
  }

  private static Optional<Boolean> onOrOff(String text) {
    return Optional.of(text).filter(it -> it.matches("on|off")).map("on"::equals);
  }

  private static Optional<Integer> port(String text) {
    return Optional.of(text)
        .filter(it -> it.matches("[0-9]{1,5}"))
        .map(Integer::valueOf)
        .filter(it -> it <= 65_535);
  }
}
