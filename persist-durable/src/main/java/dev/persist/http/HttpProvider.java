package dev.persist.http;

import dev.persist.StoreException;
import dev.persist.spi.Backend;
import dev.persist.spi.BackendProvider;
import dev.persist.transport.RemoteBackend;

/**
 * Opens {@code http://:TOKEN@host:port/path}: a store that another process serves, unencrypted. The parameter {@code
 * timeout} says how many seconds a call may take; the default is 30.
 *
 * @see HttpStoreServer
 */
public final class HttpProvider implements BackendProvider {
  /** For {@link java.util.ServiceLoader}. */
  public HttpProvider() {}

  @Override
  public String scheme() {
    return "http";
  }

  @Override
  public Backend open(String url) {
    return connect(url);
  }

  /** Opens the store at {@code url}, and asks it something, so that an error of the URL shows at once. */
  static Backend connect(String url) {
    var at = StoreUrl.parse(url);
    var transport = new HttpTransport(at);
    var backend = new RemoteBackend(at.name(), transport, transport::close);
    try {
      var unused = backend.lastSeq("$");
      return backend;
    } catch (StoreException e) {
      backend.close();
      throw e;
    }
  }
}
