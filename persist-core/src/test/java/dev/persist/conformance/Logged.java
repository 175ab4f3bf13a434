package dev.persist.conformance;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** What is written to one log from here on. */
public final class Logged extends Handler implements AutoCloseable {
  private static final Logger RUNNERS = Logger.getLogger("dev.persist.feed");

  private final List<String> lines = new CopyOnWriteArrayList<>();

  private final Logger logger;

  private Logged(Logger logger) {
    this.logger = logger;
  }

  /** Keeps the faults that tests cause from standard error. */
  public static void off() {
    RUNNERS.setUseParentHandlers(false);
  }

  static Logged begin() {
    return begin(RUNNERS);
  }

  /** Begins with the log of the package or class {@code name}. */
  public static Logged begin(String name) {
    return begin(Logger.getLogger(name));
  }

  private static Logged begin(Logger logger) {
    var logged = new Logged(logger);
    logger.addHandler(logged);
    return logged;
  }

  /** Returns the lines that hold {@code part}. */
  public List<String> with(String part) {
    return lines.stream().filter(line -> line.contains(part)).toList();
  }

  /** Returns the lines that hold {@code part}, once there are some. */
  public List<String> await(String part) throws InterruptedException {
    while (with(part).isEmpty()) {
      Thread.sleep(1);
    }
    return with(part);
  }

  @Override
  public void publish(LogRecord line) {
    lines.add(line.getLevel() + " " + line.getMessage()
        + (line.getThrown() == null ? "" : ": " + line.getThrown().getMessage()));
  }

  @Override
  public void flush() {}

  @Override
  public void close() {
    logger.removeHandler(this);
  }
}
