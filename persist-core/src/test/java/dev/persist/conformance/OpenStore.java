package dev.persist.conformance;

import dev.persist.Persist;
import dev.persist.spi.Backend;
import dev.persist.spi.Movable;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.extension.ExtendWith;

/** Gives each test an empty store of one engine, and restarts it when asked. */
@ExtendWith(NamedEngine.class)
abstract class OpenStore {
  /** The key under which each test reports its engine's name. */
  static final String ENGINE = "engine";

  private Engine engine;

  /** The open backend. */
  protected Backend backend;

  /** The open store, over {@link #backend}. */
  protected Persist store;

  abstract Engine newEngine();

  /** Returns the name of the engine, once there is one. */
  final Optional<String> engineName() {
    return Optional.ofNullable(engine).map(Engine::name);
  }

  @BeforeEach
  final void openStore(TestReporter reporter) {
    engine = newEngine();
    reporter.publishEntry(ENGINE, engine.name());
    open();
  }

  /** Removes the store and opens another, empty one. */
  protected final void startOver() {
    removeStore();
    engine = newEngine();
    open();
  }

  @AfterEach
  final void removeStore() {
    store.close();
    engine.close();
  }

  /** Returns the engine that has the contents of the store. */
  protected final Movable movable() {
    return engine.movable(backend);
  }

  /** Closes the store and opens it again. */
  protected final void restart() {
    store.close();
    open();
  }

  /**
   * Runs {@code program} on this store until it has said {@code lines} lines, kills it (kill -9), and opens the store again;
   * returns all that it said. It may have said more, or ended before. A store in memory would end with a process: there
   * the program is cut off from it instead.
   */
  protected final List<String> kill(Class<? extends Program> program, int lines, String... args) throws Exception {
    var url = engine.url();
    if (url.isEmpty()) {
      return Killed.cutOff(program, lines, backend, List.of(args));
    }
    store.close();
    try {
      return Killed.inProcess(program, lines, url.get(), List.of(args));
    } finally {
      open();
    }
  }

  private void open() {
    backend = engine.open();
    store = Persist.over(backend);
  }
}
