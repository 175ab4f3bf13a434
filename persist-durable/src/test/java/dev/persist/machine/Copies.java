package dev.persist.machine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Copies a store that is open or was killed: the copy is what a kill leaves. */
public final class Copies {
  private Copies() {}

  /** Copies the files of {@code from} to the new directory {@code to}. */
  public static Path of(Path from, Path to) {
    try (var files = Files.list(from)) {
      Files.createDirectory(to);
      for (var file : files.toList()) {
        Files.copy(file, to.resolve(file.getFileName()));
      }
      return to;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Removes {@code directory} and the files in it. */
  public static void delete(Path directory) throws IOException {
    try (var files = Files.list(directory)) {
      for (var file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(directory);
  }
}
