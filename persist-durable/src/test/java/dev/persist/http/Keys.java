package dev.persist.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** The key and the certificate of a server at localhost, made with the commands of the guide. */
final class Keys {
  static final String PASSWORD = "changeit";

  private final Path directory;

  Keys(Path directory) throws Exception {
    this.directory = directory;
    keytool("-genkeypair", "-alias", "store", "-keyalg", "EC", "-groupname", "secp256r1", "-validity", "365",
        "-storetype",
        "PKCS12", "-keystore", "server.p12", "-storepass", PASSWORD, "-dname", "CN=localhost", "-ext",
        "SAN=dns:localhost");
    keytool("-exportcert", "-alias", "store", "-keystore", "server.p12", "-storepass", PASSWORD, "-rfc", "-file",
        "store.pem");
    keytool("-importcert", "-alias", "store", "-noprompt", "-file", "store.pem", "-storetype", "PKCS12", "-keystore",
        "trust.p12", "-storepass", PASSWORD);
  }

  private void keytool(String... arguments) throws Exception {
    var command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "keytool").toString()));
    command.addAll(List.of(arguments));
    var process = new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true).start();
    var said = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
  }

  /** Returns the file that a client trusts. */
  Path trust() {
    return directory.resolve("trust.p12");
  }

  /** Returns what a server needs. */
  SSLContext serving() throws Exception {
    var managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    managers.init(load(directory.resolve("server.p12")), PASSWORD.toCharArray());
    var context = SSLContext.getInstance("TLS");
    context.init(managers.getKeyManagers(), null, null);
    return context;
  }

  /** Returns what a client needs. */
  SSLContext trusting() throws Exception {
    var managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    managers.init(load(trust()));
    var context = SSLContext.getInstance("TLS");
    context.init(null, managers.getTrustManagers(), null);
    return context;
  }

  private static KeyStore load(Path file) throws Exception {
    var keys = KeyStore.getInstance("PKCS12");
    try (var in = Files.newInputStream(file)) {
      keys.load(in, PASSWORD.toCharArray());
    }
    return keys;
  }
}
