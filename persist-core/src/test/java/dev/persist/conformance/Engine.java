package dev.persist.conformance;

import dev.persist.spi.Backend;
import dev.persist.spi.Movable;
import java.util.Optional;

/** One store of the engine under test, empty at first; a new one for each test. */
public interface Engine extends AutoCloseable {
  /** Returns the engine's name on the scoreboard, such as {@code rocksdb}. */
  String name();

  /** Opens the store. Called again after the backend was closed, it finds what a restart finds. */
  Backend open();

  /** Returns the URL by which another process opens the store, while no other has it open; empty when none can. */
  default Optional<String> url() {
    return Optional.empty();
  }

  /** Returns the engine that has the contents of {@code opened}, which {@link #open} returned: itself, or the one behind it. */
  default Movable movable(Backend opened) {
    return (Movable) opened;
  }

  /** Removes the store; the backend is closed by then. */
  @Override
  default void close() {}
}
