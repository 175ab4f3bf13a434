package dev.persist.app.cli;

import dev.persist.transfer.Progress;
import java.io.PrintWriter;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/** Shows a person on a terminal how far a transfer is, in one line that it draws over. For one thread. */
final class ProgressLine implements Progress, AutoCloseable {
  private static final Duration PAUSE = Duration.ofMillis(200);
  private static final String ERASE = "\r\u001b[K";

  private final PrintWriter terminal;
  private final Clock clock;
  private final boolean shown;
  private final Instant start;
  private Instant drawn;

  /** Draws on {@code terminal}, if it is to be {@code shown}. */
  ProgressLine(PrintWriter terminal, Clock clock, boolean shown) {
    this.terminal = terminal;
    this.clock = clock;
    this.shown = shown;
    this.start = clock.instant();
    this.drawn = start;
  }

  @Override
  public void at(long parts, long bytes, long of) {
    if (!shown) {
      return;
    }
    var now = clock.instant();
    if (Duration.between(drawn, now).compareTo(PAUSE) >= 0) {
      drawn = now;
      terminal.print(ERASE + text(parts, bytes, of, Duration.between(start, now)));
      terminal.flush();
    }
  }

  /** Returns the line after {@code taken}. */
  static String text(long parts, long bytes, long of, Duration taken) {
    var millis = Math.max(1, taken.toMillis());
    var line = new StringBuilder(String.format("%,d parts, %,d/s", parts, parts * 1_000 / millis));
    if (bytes > 0) {
      line.append(String.format(", %,d MB", bytes / 1_000_000));
    }
    if (of > 0 && bytes > 0) {
      line.append(String.format(" of %,d, %d s left", of / 1_000_000, millis * (of - bytes) / bytes / 1_000));
    }
    return line.toString();
  }

  /** Erases the line. */
  @Override
  public void close() {
    if (shown) {
      terminal.print(ERASE);
      terminal.flush();
    }
  }
}
