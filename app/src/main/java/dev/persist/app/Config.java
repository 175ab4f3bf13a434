package dev.persist.app;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The app's settings from outside.
 *
 * @param persistUrl the store, such as {@code rocksdb:./data}
 * @param persistBlobs the blob store, such as {@code file:./data-blobs} or {@code ipfs:http://127.0.0.1:5001}
 * @param port the port to listen on, 0 for any free port
 * @param webhookSecret the secret that signs payments
 * @param storeToken the token with which other processes may use the store under {@code /store}; without one, none may
 */
record Config(String persistUrl, String persistBlobs, int port, String webhookSecret, Optional<String> storeToken) {
  static final String USAGE = "usage: [--persist-url URL] [--persist-blobs URL] [--port PORT] [--persist-webhook-secret SECRET]"
      + " [--persist-store-token TOKEN]";

  /** The secret for trying things out on this machine; everybody knows it. */
  static final String DEMO_SECRET = "demo-webhook-secret";

  private static final List<String> NAMES = List.of("PERSIST_URL", "PERSIST_BLOBS", "PORT", "PERSIST_WEBHOOK_SECRET",
      "PERSIST_STORE_TOKEN");

  /**
   * Reads the flags; for those not given, the environment; then the defaults.
   *
   * @throws IllegalArgumentException with a message of one line that says what is wrong
   */
  static Config of(List<String> flags, Map<String, String> environment) {
    var settings = new HashMap<>(environment);
    for (var i = 0; i < flags.size(); i += 2) {
      var flag = flags.get(i);
      var name = flag.startsWith("--") ? flag.substring(2).replace('-', '_').toUpperCase(Locale.ROOT) : "";
      if (!NAMES.contains(name)) {
        throw new IllegalArgumentException("unknown flag \"" + flag + "\"; " + USAGE);
      }
      if (i + 1 == flags.size()) {
        throw new IllegalArgumentException(flag + " has no value; " + USAGE);
      }
      settings.put(name, flags.get(i + 1));
    }
    return new Config(
        settings.getOrDefault("PERSIST_URL", "rocksdb:./data"),
        settings.getOrDefault("PERSIST_BLOBS", "file:./data-blobs"),
        port(settings.getOrDefault("PORT", "7070")),
        secret(settings.getOrDefault("PERSIST_WEBHOOK_SECRET", DEMO_SECRET)),
        Optional.ofNullable(settings.get("PERSIST_STORE_TOKEN")).map(Config::token));
  }

  /** Returns the engine, such as {@code rocksdb}. */
  String engine() {
    return persistUrl.substring(0, Math.max(0, persistUrl.indexOf(':')));
  }

  private static int port(String text) {
    if (text.matches("[0-9]{1,5}") && Integer.parseInt(text) <= 65535) {
      return Integer.parseInt(text);
    }
    throw new IllegalArgumentException("the port is \"" + text + "\"; give a number from 0 to 65535");
  }

  private static String token(String text) {
    if (!text.matches("[!-~]+")) {
      throw new IllegalArgumentException("the store token is empty, or holds more than visible ASCII characters; "
          + "make one with: openssl rand -hex 32, or leave the setting out so that no other process may use the store");
    }
    return text;
  }

  private static String secret(String text) {
    if (text.isBlank()) {
      throw new IllegalArgumentException(
          "the webhook secret is empty; set one, or leave the setting out to use the demo secret");
    }
    return text;
  }
}
