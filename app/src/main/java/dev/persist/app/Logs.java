package dev.persist.app;

import java.util.logging.Level;
import java.util.logging.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.bridge.SLF4JBridgeHandler;

/** The log of {@code serve}, on standard error. */
final class Logs {
  /** Where the store logs to, through System.Logger. Kept, since a level is forgotten with its logger. */
  private static final Logger STORE = Logger.getLogger("dev.persist");

  private Logs() {}

  /**
   * Sends all that is logged to Logback. Call it before anything logs: {@code logback.xml} reads the settings once.
   *
   * @param form {@code text} or {@code json}
   * @param level the least level that persist logs
   */
  static void begin(String form, String level) {
    System.setProperty("persist.log", form);
    System.setProperty("persist.log.level", level);
    SLF4JBridgeHandler.removeHandlersForRootLogger();
    SLF4JBridgeHandler.install();
    STORE.setLevel(Level.ALL); // Logback has the level
    Thread.setDefaultUncaughtExceptionHandler(
        (thread, e) -> LoggerFactory.getLogger("dev.persist.app").error("thread \"{}\" ended", thread.getName(), e));
  }
}
