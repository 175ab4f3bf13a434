package dev.persist.files;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Durable steps on files, also on a thread that is interrupted. */
public final class Disk {
  /** The bytes that an engine's files take beside the contents of its logs. */
  private static final long OPENING = 2 << 20;

  private Disk() {}

  /** A step that may be done again when it was cut off. */
  public interface Step {
    /** Does it. */
    void run() throws IOException;
  }

  /** Does {@code step}, again whenever an interrupt closes its channel; the thread is interrupted again afterwards. */
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
   * Returns the end of an error message when the disk of {@code path}, which exists, has too little room to open a
   * store with these {@code logs}; empty when it has enough.
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

  /** Makes the names in {@code directory} durable. */
  public static void sync(Path directory) throws IOException {
    try (var channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }
}
