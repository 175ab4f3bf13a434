package dev.persist.workshop.check;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;

/** A directory for stores, which is deleted at the end. */
record Scratch(Path root) implements AutoCloseable {
  Scratch() throws IOException {
    this(Files.createTempDirectory("workshop"));
  }

  Path path(String name) {
    return root.resolve(name);
  }

  /** Deletes all that is in {@code path}. */
  static void delete(Path path) throws IOException {
    try (var files = Files.walk(path)) {
      for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  @Override
  public void close() throws IOException {
    delete(root);
  }
}
