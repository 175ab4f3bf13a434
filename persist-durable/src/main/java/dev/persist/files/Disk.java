package dev.persist.files;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Steps on files that last, also on a thread that is interrupted. */
public final class Disk {
  /** What an engine's files take beside what its logs hold. */
  private static final long OPENING = 2 << 20;

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

  /**
   * Says that the disk of {@code path}, which is there, has less room than opening a store takes whose logs are {@code logs}, to end
   * an error with; says nothing when it has.
   */
  public static String shortage(Path path, Path... logs) throws IOException {
    var needed = OPENING;
    for (var log : logs) {
      needed += Files.exists(log) ? Files.size(log) : 0;
    }
    var free = Files.getFileStore(path).getUsableSpace();
    return free >= needed
        ? ""
        : "; the disk is full: " + free + " bytes are free, and opening takes up to " + needed
            + ". Nothing that was acknowledged is lost; make room and open it again";
  }

  /** Makes the names in {@code directory} last. */
  public static void sync(Path directory) throws IOException {
    try (var channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }
}
