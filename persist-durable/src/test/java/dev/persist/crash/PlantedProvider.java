package dev.persist.crash;

import dev.persist.spi.Backend;
import dev.persist.spi.BackendProvider;

/** Opens {@code planted:BUG:URL}: the store at URL with a bug. */
public final class PlantedProvider implements BackendProvider {
  @Override
  public String scheme() {
    return "planted";
  }

  @Override
  public Backend open(String url) {
    var parts = url.split(":", 3);
    return Planted.valueOf(parts[1]).in(BackendProvider.openUrl(parts[2]));
  }
}
