package dev.persist.spi;

import dev.persist.Json;
import dev.persist.StoreException;
import dev.persist.internal.OwnKeys;
import java.util.Optional;

/**
 * The mark of a store that is being filled, under {@link #KEY}. The last step of filling it removes the mark, so a store that
 * has it is not whole. Storage format.
 *
 * @param source says what it is filled from, so that only the same source goes on
 * @param parts how many parts of the source it holds
 */
public record Loading(String source, long parts) {
  /** The key. */
  public static final String KEY = OwnKeys.key("", "loading");

  /** Returns the mark of {@code backend}; empty when its store is whole. */
  public static Optional<Loading> of(Backend backend) {
    return backend.get(KEY).map(mark -> mark.as(Loading.class));
  }

  /**
   * Returns {@code backend}, if its store is whole.
   *
   * @throws StoreException.Unavailable when it is not, or cannot be read; {@code backend} is closed then
   */
  public static Backend requireWhole(Backend backend) {
    try {
      of(backend).ifPresent(mark -> {
        throw new StoreException.Unavailable("the store was filled from " + mark.source() + " in part, " + mark.parts()
            + " parts of it; fill it from there again, which goes on, or empty it first");
      });
    } catch (RuntimeException e) {
      backend.close();
      throw e;
    }
    return backend;
  }

  /** Returns the mark as a value. */
  public Json json() {
    return Json.of(this);
  }
}
