package dev.persist.http;

import dev.persist.spi.Backend;
import dev.persist.spi.BackendProvider;

/**
 * Opens {@code https://:TOKEN@host:port/path}: as {@link HttpProvider}, encrypted. It trusts the certificates that the
 * JVM trusts; {@code -Djavax.net.ssl.trustStore} says which.
 */
public final class HttpsProvider implements BackendProvider {
  /** For {@link java.util.ServiceLoader}. */
  public HttpsProvider() {}

  @Override
  public String scheme() {
    return "https";
  }

  @Override
  public Backend open(String url) {
    return HttpProvider.connect(url);
  }
}
