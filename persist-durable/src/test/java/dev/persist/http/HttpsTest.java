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
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.eclipse.jetty.alpn.server.ALPNServerConnectionFactory;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.http2.server.HTTP2ServerConnectionFactory;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.VirtualThreadPool;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A store over TLS, with the commands of the guide, and over HTTP/2. */
class HttpsTest {
  private static final String TOKEN = "token";
  private static final String PASSWORD = "changeit";

  private final MemoryBackend memory = new MemoryBackend();

  @TempDir private Path directory;

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
    keytool("-genkeypair", "-alias", "store", "-keyalg", "EC", "-groupname", "secp256r1", "-validity", "365",
        "-storetype",
        "PKCS12", "-keystore", "server.p12", "-storepass", PASSWORD, "-dname", "CN=localhost", "-ext",
        "SAN=dns:localhost");
    keytool("-exportcert", "-alias", "store", "-keystore", "server.p12", "-storepass", PASSWORD, "-rfc", "-file",
        "store.pem");
    keytool("-importcert", "-alias", "store", "-noprompt", "-file", "store.pem", "-storetype", "PKCS12", "-keystore",
        "trust.p12", "-storepass", PASSWORD);
  }

  @Test
  void a_client_that_trusts_the_certificate_uses_the_store() throws Exception {
    try (var server = HttpStoreServer.start(memory, new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), TOKEN,
        tls())) {
      assertThat(client(server.port(), trusting())).isEqualTo("3");
      assertThat(memory.lastSeq("book/dune")).isEqualTo(3);
    }
  }

  @Test
  void a_client_that_does_not_trust_it_sends_nothing_and_says_so() throws Exception {
    try (var server = HttpStoreServer.start(memory, new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), TOKEN,
        tls())) {
      assertThat(client(server.port(), "")).startsWith(StoreException.Unavailable.class.getName())
          .contains("cannot be reached", "certification path")
          .doesNotContain(TOKEN + "@");
      assertThat(memory.lastSeq("book/dune")).isZero();
    }
  }

  @Test
  void a_client_speaks_version_2_with_a_server_that_has_it() throws Exception {
    var versions = ConcurrentHashMap.<HttpVersion>newKeySet();
    var server = jetty(versions);
    server.start();
    try {
      assertThat(client(((ServerConnector) server.getConnectors()[0]).getLocalPort(), trusting())).isEqualTo("3");
      assertThat(versions).containsExactly(HttpVersion.HTTP_2);
      assertThat(memory.lastSeq("book/dune")).isEqualTo(3);
    } finally {
      server.stop();
    }
  }

  private void keytool(String... arguments) throws Exception {
    var command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "keytool").toString()));
    command.addAll(List.of(arguments));
    var process = new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true).start();
    var said = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
  }

  private SSLContext tls() throws Exception {
    var keys = KeyStore.getInstance("PKCS12");
    try (var in = Files.newInputStream(directory.resolve("server.p12"))) {
      keys.load(in, PASSWORD.toCharArray());
    }
    var managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    managers.init(keys, PASSWORD.toCharArray());
    var context = SSLContext.getInstance("TLS");
    context.init(managers.getKeyManagers(), null, null);
    return context;
  }

  private String trusting() {
    return "-Djavax.net.ssl.trustStore=" + directory.resolve("trust.p12")
        + " -Djavax.net.ssl.trustStorePassword=" + PASSWORD;
  }

  /** Returns what a client says that was started with {@code options}. */
  private static String client(int port, String options) throws IOException {
    var process = Jvm.start(List.of("env", "JDK_JAVA_OPTIONS=" + options), Client.class,
        "https://:" + TOKEN + "@localhost:" + port + "/store");
    return new String(process.getInputStream().readAllBytes(), UTF_8).strip();
  }

  /** Returns a server of HTTP/1.1 and 2 that mounts the endpoint, and notes the versions that it is asked in. */
  private Server jetty(Set<HttpVersion> versions) {
    var configuration = new HttpConfiguration();
    configuration.addCustomizer(new SecureRequestCustomizer());
    var alpn = new ALPNServerConnectionFactory();
    alpn.setDefaultProtocol("http/1.1");
    var ssl = new SslContextFactory.Server();
    ssl.setKeyStorePath(directory.resolve("server.p12").toString());
    ssl.setKeyStorePassword(PASSWORD);
    var server = new Server(new VirtualThreadPool());
    server.addConnector(new ServerConnector(server, new SslConnectionFactory(ssl, "alpn"), alpn,
        new HTTP2ServerConnectionFactory(configuration), new HttpConnectionFactory(configuration)));
    var endpoint = new StoreEndpoint(memory, TOKEN);
    server.setHandler(new Handler.Abstract() {
      @Override
      public boolean handle(Request request, Response response, Callback callback) throws Exception {
        versions.add(request.getConnectionMetaData().getHttpVersion());
        var answer = endpoint.answer(request.getHeaders()::get, Content.Source.asInputStream(request));
        response.setStatus(answer.status());
        answer.headers().forEach(response.getHeaders()::put);
        Content.Sink.write(response, true, answer.body().toString(), callback);
        return true;
      }
    });
    return server;
  }
}
