package dev.persist.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.google.common.net.InetAddresses;
import dev.persist.app.web.Exposure;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

class ConfigTest {
  @TempDir private Path directory;

  @Test
  void without_anything_it_is_the_demo_on_port_7070_and_stores_in_data() {
    assertThat(Config.of(List.of(), Map.of()))
        .isEqualTo(new Config("rocksdb:./data", "file:./data-blobs", 7070, "demo", false, "demo-webhook-secret",
            Optional.empty(), Optional.empty(), Optional.empty(),
            256, 0, Optional.empty(), Optional.empty(), false, "text", "info", Exposure.LOCAL));
  }

  @Test
  void a_flag_wins_over_the_environment() {
    var environment = new HashMap<>(Map.of("PORT", "1", "PERSIST_URL", "sqlite:w", "PERSIST_BLOBS", "file:y",
        "PERSIST_WEBHOOK_SECRET",
        "s", "PERSIST_WEBHOOK_SECRET_BEFORE", "r", "PERSIST_STORE_TOKEN", "a", "PERSIST_MIN_DISK", "1", "PERSIST_DRAIN",
        "1",
        "PERSIST_METRICS_PORT", "9464", "PERSIST_LOG_LEVEL", "warn"));
    environment.putAll(Map.of("PERSIST_HOST", "::1", "PERSIST_USER_LIMIT", "5", "PERSIST_BACKUPS", "b1"));
    assertThat(Config.of(List.of(), environment))
        .isEqualTo(
            new Config("sqlite:w", "file:y", 1, "demo", false, "s", Optional.of("r"), Optional.empty(),
                Optional.of("a"), 1, 1,
                Optional.of(Path.of("b1")), Optional.of(9464), false, "text", "warn",
                new Exposure(InetAddresses.forString("::1"), Optional.empty(), Set.of(), 0, 5)));
    var flags = List.of("--port", "2", "--url", "rocksdb:x", "--blobs=file:x-blobs", "--webhook-secret", "t",
        "--webhook-secret-before", "s",
        "--store-token", "b", "--min-disk", "2", "--drain", "2", "--log", "json", "--log-level", "debug",
        "--metrics-port", "0", "--traces", "on", "--empty", "on", "--mode", "production", "--admin-password",
        "password", "--host", "0.0.0.0", "--origin", "https://shop.example.org", "--proxies", "10.0.0.0/8, ::1",
        "--user-limit", "7", "--backups", "b2");
    assertThat(Config.of(flags, environment))
        .isEqualTo(
            new Config("rocksdb:x", "file:x-blobs", 2, "production", true, "t", Optional.of("s"),
                Optional.of("password"),
                Optional.of("b"), 2, 2,
                Optional.of(Path.of("b2")), Optional.of(0), true, "json", "debug",
                new Exposure(InetAddresses.forString("0.0.0.0"),
                    Optional.of(URI.create("https://shop.example.org")), Set.of("10.0.0.0/8", "::1"), 6000, 7)));
    assertThat(Config.of(List.of("--persist-url", "rocksdb:x"), environment).persistUrl()).isEqualTo("rocksdb:x");
  }

  @Test
  void production_takes_no_secret_of_the_demo() {
    assertThatExceptionOfType(Config.Invalid.class)
        .isThrownBy(() -> Config.of(List.of("--mode", "production"), Map.of()))
        .withMessageContainingAll("PERSIST_WEBHOOK_SECRET is not given", "PERSIST_ADMIN_PASSWORD is not given");
    assertThatExceptionOfType(Config.Invalid.class)
        .isThrownBy(
            () -> Config.of(List.of("--mode", "production", "--admin-password", "password", "--webhook-secret", "t",
                "--webhook-secret-before", Config.DEMO_SECRET), Map.of()))
        .withMessageContaining("PERSIST_WEBHOOK_SECRET_BEFORE is not given, or is that of the demo");
    assertThatExceptionOfType(Config.Invalid.class)
        .isThrownBy(() -> Config.of(List.of("--mode", "prod", "--admin-password", "short"), Map.of()))
        .withMessageContainingAll("PERSIST_MODE is \"prod\"", "PERSIST_ADMIN_PASSWORD is a value that is not shown");
  }

  @Test
  void the_environment_wins_over_the_file() throws Exception {
    var file = Files.writeString(directory.resolve("settings"), "# mine\nPORT = 3\nPERSIST_URL=sqlite:z\n").toString();
    var config = Config.of(List.of("--config", file), Map.of("PORT", "1"));
    assertThat(config.port()).isEqualTo(1);
    assertThat(config.persistUrl()).isEqualTo("sqlite:z");
    assertThat(config.persistBlobs()).isEqualTo("file:./data-blobs");
  }

  @Test
  void all_that_is_wrong_is_said_at_once_with_key_value_place_and_what_is_allowed() throws Exception {
    var file = Files.writeString(directory.resolve("settings"), "PROT=1\nPERSIST_BLOBS=here\n").toString();
    var environment = Map.of("PERSIST_WEBHOOK_SECRET", " ", "PERSIST_URL", "://ann:pass@host");
    assertThatExceptionOfType(Config.Invalid.class)
        .isThrownBy(() -> Config.of(List.of("--port", "70707", "--config", file), environment))
        .withMessage(String.join(System.lineSeparator(),
            "PROT is no setting (" + file
                + "); the settings are PERSIST_URL, PERSIST_BLOBS, PORT, PERSIST_MODE, PERSIST_EMPTY, PERSIST_WEBHOOK_SECRET, "
                + "PERSIST_WEBHOOK_SECRET_BEFORE, PERSIST_ADMIN_PASSWORD, PERSIST_STORE_TOKEN, PERSIST_MIN_DISK, PERSIST_DRAIN, "
                + "PERSIST_BACKUPS, PERSIST_METRICS_PORT, PERSIST_TRACES, PERSIST_LOG, PERSIST_LOG_LEVEL, PERSIST_HOST, PERSIST_ORIGIN, "
                + "PERSIST_PROXIES, PERSIST_ADDRESS_LIMIT, PERSIST_USER_LIMIT",
            "PERSIST_URL is a value that is not shown (the environment); give the URL of a store, such as rocksdb:./data",
            "PERSIST_BLOBS is \"here\" (" + file + "); give file:PATH or ipfs:http://HOST:PORT",
            "PORT is \"70707\" (--port); give a number from 0 to 65535",
            "PERSIST_WEBHOOK_SECRET is a value that is not shown (the environment); give a text that is not blank, or leave it "
                + "out to use the demo secret"));
  }

  @Test
  void a_demo_that_others_reach_is_refused_with_all_that_production_needs() {
    assertThatExceptionOfType(Config.Invalid.class)
        .isThrownBy(() -> Config.of(List.of("--host", "0.0.0.0", "--origin", "https://shop.example.org", "--port", "x"),
            Map.of()))
        .withMessage(String.join(System.lineSeparator(),
            "PORT is \"x\" (--port); give a number from 0 to 65535",
            "PERSIST_HOST is \"0.0.0.0\" (--host); give 127.0.0.1 or ::1 in a demo; other machines reach only an app in "
                + "production",
            "PERSIST_ORIGIN is \"https://shop.example.org\" (--origin); give none, or one of localhost, in a demo; other "
                + "machines reach only an app in production",
            "PERSIST_WEBHOOK_SECRET is not given, or is that of the demo; in production, give one of your own",
            "PERSIST_ADMIN_PASSWORD is not given, or is that of the demo; in production, give one of your own"));
    var secrets = Map.of("PERSIST_WEBHOOK_SECRET", "s", "PERSIST_ADMIN_PASSWORD", "password");
    assertThatExceptionOfType(Config.Invalid.class)
        .isThrownBy(() -> Config.of(List.of("--host", "fd00::1"), secrets))
        .withMessageStartingWith("PERSIST_HOST is \"fd00::1\" (--host)");
    assertThat(Config.of(List.of("--host", "fd00::1", "--mode", "production"), secrets).exposure().host())
        .isEqualTo(InetAddresses.forString("fd00::1"));
    assertThat(Config.of(List.of("--host", "127.0.0.2", "--origin", "http://localhost:8080"), Map.of()).isDemo())
        .isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "localhost", "shop.example.org", "10.0.0", "1", "10.0.0.1:80", "[::1]", "010.0.0.1"})
  void a_host_that_is_no_address_is_refused(String host) {
    assertThatExceptionOfType(Config.Invalid.class).isThrownBy(() -> Config.of(List.of("--host=" + host), Map.of()))
        .withMessage("PERSIST_HOST is \"" + host
            + "\" (--host); give an IP address of this machine, such as 127.0.0.1 or 0.0.0.0");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "localhost", "ftp://localhost", "https://", "https://localhost/", "https://localhost:443",
      "http://localhost:80", "http://localhost:", "https://Localhost", "https://a b", "https://localhost?",
      "https://[::",
      "https://.", "null"})
  void an_origin_that_no_browser_sends_is_refused(String origin) {
    assertThatExceptionOfType(Config.Invalid.class)
        .isThrownBy(() -> Config.of(List.of("--origin=" + origin), Map.of()))
        .withMessageContainingAll("PERSIST_ORIGIN is ", "such as https://shop.example.org");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "proxy.example.org", "10.0.0.1/8", "10.0.0.0/33", "10.0.0.0/", "10.0.0.0/-1", "10.0.0",
      "10.0.0.1-10.0.0.9", "10.0.0.1,", "10.0.0.1 10.0.0.2", "::/129", "10.0.0.1:80"})
  void a_proxy_that_is_neither_an_address_nor_a_network_is_refused(String proxies) {
    assertThatExceptionOfType(Config.Invalid.class)
        .isThrownBy(() -> Config.of(List.of("--proxies=" + proxies), Map.of()))
        .withMessage("PERSIST_PROXIES is \"" + proxies + "\" (--proxies); give IP addresses and networks, separated by "
            + "commas, such as 127.0.0.1,10.0.0.0/8,2001:db8::/32");
  }

  @Test
  void a_demo_has_no_limits_and_production_has() {
    assertThat(Config.of(List.of(), Map.of()).exposure()).isEqualTo(Exposure.LOCAL);
    var production = List.of("--mode", "production", "--webhook-secret", "s", "--admin-password", "password");
    var exposure = Config.of(production, Map.of("PERSIST_ADDRESS_LIMIT", "0")).exposure();
    assertThat(exposure.addressLimit()).isZero();
    assertThat(exposure.userLimit()).isEqualTo(3000);
    assertThatExceptionOfType(Config.Invalid.class)
        .isThrownBy(() -> Config.of(List.of("--address-limit", "-1", "--user-limit", "10000000"), Map.of()))
        .withMessage(String.join(System.lineSeparator(),
            "PERSIST_ADDRESS_LIMIT is \"-1\" (--address-limit); give a number of requests from 0 to 9999999",
            "PERSIST_USER_LIMIT is \"10000000\" (--user-limit); give a number of requests from 0 to 9999999"));
  }

  @Test
  void a_file_that_cannot_be_read_is_named() {
    assertThatExceptionOfType(Config.Invalid.class)
        .isThrownBy(() -> Config.of(List.of("--config", directory.resolve("none").toString()), Map.of()))
        .withMessageContaining("cannot be read")
        .withMessageContaining("none");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "x", "-1", "65536", "999999", "7070 ", "\u0661"})
  void a_port_that_is_none_is_refused(String port) {
    assertThatExceptionOfType(Config.Invalid.class).isThrownBy(() -> Config.of(List.of("--port=" + port), Map.of()))
        .withMessageContaining("from 0 to 65535");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "no token", "t\u00f6ken"})
  void a_token_that_no_header_can_hold_is_refused(String token) {
    assertThatExceptionOfType(Config.Invalid.class)
        .isThrownBy(() -> Config.of(List.of("--store-token", token), Map.of()))
        .withMessageContaining("PERSIST_STORE_TOKEN")
        .withMessageContaining("visible ASCII characters");
  }

  @ParameterizedTest
  @ValueSource(strings = {"--prot", "port", "-port", "PORT", "--path"})
  void an_unknown_flag_is_refused(String flag) {
    assertThatExceptionOfType(UnmatchedArgumentException.class)
        .isThrownBy(() -> Config.of(List.of(flag, "1"), Map.of()))
        .withMessageContaining(flag);
  }

  @Test
  void a_flag_without_a_value_is_refused() {
    assertThatExceptionOfType(MissingParameterException.class)
        .isThrownBy(() -> Config.of(List.of("--port"), Map.of()));
  }
}
