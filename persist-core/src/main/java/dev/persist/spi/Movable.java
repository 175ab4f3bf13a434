package dev.persist.spi;

import dev.persist.StoreException;
import java.nio.file.Path;

/** An engine whose contents can leave it and enter it as they are, with every seq, id and outcome. */
public interface Movable extends Backend {
  /**
   * Opens the store that {@code url} names, as {@link BackendProvider#openUrl} does, though it may not be whole.
   *
   * @throws StoreException.Unavailable as that does, and when the engine cannot do this
   */
  static Movable open(String url) {
    var backend = BackendProvider.openUrl(url);
    try {
      return of(backend);
    } catch (StoreException.Unavailable e) {
      backend.close();
      throw e;
    }
  }

  /**
   * Returns {@code backend} as an engine whose contents can be moved.
   *
   * @throws StoreException.Unavailable when they are elsewhere
   */
  static Movable of(Backend backend) {
    if (backend instanceof Movable movable) {
      return movable;
    }
    throw new StoreException.Unavailable("the contents of this store are in another process; move them there");
  }

  /** Returns the contents as of now. The caller closes them before it closes this engine. */
  Contents contents();

  /**
   * Adds a backup of the store as of now to {@code directory}, which holds backups of this store only. Others may write
   * meanwhile. Returns once the backup is durable.
   *
   * @throws StoreException.Unavailable when it cannot be made, or when the engine has backups of its own; says what to do
   */
  default void backUp(Path directory) {
    throw new StoreException.Unavailable(
        "this engine makes no backups: a database has tools for that, and a store in memory "
            + "can be exported");
  }

  /**
   * Writes {@code delta}, which nothing decided, as one. Returns once it is durable. In it, a stream may be truncated
   * beyond the last of its events: then its last seq is the one that it was truncated through.
   *
   * <p>Nobody else may write to the store, from before the first call until this engine is closed: what it knows of the
   * streams may be out of date.
   */
  void load(Delta delta);
}
