package dev.persist.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.persist.Persist;
import dev.persist.StoreException;
import dev.persist.conformance.Jvm;
import dev.persist.memory.MemoryBackend;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A store over TLS, with the commands of the guide. */
class HttpsTest {
  private static final String TOKEN = "token";

  private final MemoryBackend memory = new MemoryBackend();

  @TempDir private Path directory;
  private Keys keys;

  /** A client in a JVM of its own, which trusts what its options say. */
  static final class Client {
    private Client() {}

    public static void main(String[] args) {
      try (var store = Persist.open(args[0])) {
        for (var copies = 1; copies <= 3; copies++) {
          store.log().append("book/dune", "bought", Instant.EPOCH, Map.of("copies", copies));
        }
        System.out.println(store.log().read("book/dune").count());
      } catch (StoreException e) {
        System.out.println(e);
      }
    }
  }

  @BeforeEach
  void makeKeyAndTrust() throws Exception {
    keys = new Keys(directory);
  }

  @Test
  void a_client_that_trusts_the_certificate_uses_the_store() throws Exception {
    try (var server = HttpStoreServer.start(memory, new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), TOKEN,
        keys.serving())) {
      assertThat(client(server.port(), trusting())).isEqualTo("3");
      assertThat(memory.lastSeq("book/dune")).isEqualTo(3);
    }
  }

  @Test
  void a_client_that_does_not_trust_it_sends_nothing_and_says_so() throws Exception {
    try (var server = HttpStoreServer.start(memory, new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), TOKEN,
        keys.serving())) {
      assertThat(client(server.port(), "")).startsWith(StoreException.Unavailable.class.getName())
          .contains("cannot be reached", "certification path")
          .doesNotContain(TOKEN + "@");
      assertThat(memory.lastSeq("book/dune")).isZero();
    }
  }

  private String trusting() {
    return "-Djavax.net.ssl.trustStore=" + keys.trust()
        + " -Djavax.net.ssl.trustStorePassword=" + Keys.PASSWORD;
  }

  /** Returns what a client says that was started with {@code options}. */
  private static String client(int port, String options) throws IOException {
    var process = Jvm.start(List.of("env", "JDK_JAVA_OPTIONS=" + options), Client.class,
        "https://:" + TOKEN + "@localhost:" + port + "/store");
    return new String(process.getInputStream().readAllBytes(), UTF_8).strip();
  }
}
