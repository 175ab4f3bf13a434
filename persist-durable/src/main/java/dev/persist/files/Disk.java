package dev.persist.files;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Steps on files that last, also on a thread that is interrupted. */
public final class Disk {
  private Disk() {}

  /** Something that may be done again when it was cut off. */
  public interface Step {
    /** Does it. */
    void run() throws IOException;
  }

  /** Does {@code step}, again while an interrupt closes its channel; the interrupt is there again afterwards. */
  public static void uninterrupted(Step step) throws IOException {
    var interrupted = false;
    try {
      while (true) {
        interrupted |= Thread.interrupted();
        try {
          step.run();
          return;
        } catch (ClosedByInterruptException e) {
          interrupted = true;
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Makes the names in {@code directory} last. */
  public static void sync(Path directory) throws IOException {
    try (var channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }
}
