package dev.persist.plainfile;

import dev.persist.StoreException;
import dev.persist.spi.Backend;
import dev.persist.spi.BackendProvider;
import java.io.IOException;
import java.nio.file.Path;

/** Opens {@code plain:PATH}, a file that is made when it is not there. */
public final class PlainFileProvider implements BackendProvider {
  /** Called by {@link java.util.ServiceLoader}. */
  public PlainFileProvider() {}

  @Override
  public String scheme() {
    return "plain";
  }

  @Override
  public Backend open(String url) {
    try {
      return new PlainFileBackend(Path.of(url.substring("plain:".length())));
    } catch (IOException e) {
      throw new StoreException.Unavailable("cannot open " + url + ": " + e, e);
    }
  }
}
