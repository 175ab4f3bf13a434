package dev.persist.conformance;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** What runners write to the log from here on. */
public final class Logged extends Handler implements AutoCloseable {
  private static final Logger RUNNERS = Logger.getLogger("dev.persist.feed");

  private final List<String> lines = new CopyOnWriteArrayList<>();

  private Logged() {}

  /** Keeps the faults that tests cause from standard error. */
  public static void off() {
    RUNNERS.setUseParentHandlers(false);
  }

  static Logged begin() {
    var logged = new Logged();
    RUNNERS.addHandler(logged);
    return logged;
  }

  /** Returns the lines that hold {@code part}. */
  List<String> with(String part) {
    return lines.stream().filter(line -> line.contains(part)).toList();
  }

  @Override
  public void publish(LogRecord line) {
    lines.add(line.getLevel() + " " + line.getMessage());
  }

  @Override
  public void flush() {}

  @Override
  public void close() {
    RUNNERS.removeHandler(this);
  }
}
