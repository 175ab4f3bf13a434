package dev.persist.memory;

import dev.persist.StoreException;
import dev.persist.spi.Backend;
import dev.persist.spi.BackendProvider;

/** Opens {@code memory:}: a new empty store each time. */
public final class MemoryProvider implements BackendProvider {
  /** Called by {@link java.util.ServiceLoader}. */
  public MemoryProvider() {}

  @Override
  public String scheme() {
    return "memory";
  }

  @Override
  public Backend open(String url) {
    if (!url.equals("memory:")) {
      throw new StoreException.Unavailable(
          "the memory store has no name, so its URL is \"memory:\", not \"" + url + '"');
    }
    return new MemoryBackend();
  }
}
