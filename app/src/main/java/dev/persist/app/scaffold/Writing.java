package dev.persist.app.scaffold;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Writes all files of a directory, or none. */
final class Writing {
  private Writing() {}

  /**
   * Writes {@code files} under other names first, which a call that was killed may leave, and the next one removes.
   *
   * @param pom what {@code pom.xml} in {@code into} becomes, if it changes
   */
  static void write(Path into, String name, Map<String, String> files, Optional<String> pom) throws IOException {
    var directory = into.resolve("." + name + ".new");
    var newPom = into.resolve("." + name + ".pom.xml");
    try {
      delete(directory);
      for (var file : files.entrySet()) {
        var path = directory.resolve(file.getKey());
        Files.createDirectories(Objects.requireNonNull(path.getParent()));
        Files.writeString(path, file.getValue());
      }
      if (pom.isPresent()) {
        Files.writeString(newPom, pom.get());
      }
      Files.move(directory, into.resolve(name), StandardCopyOption.ATOMIC_MOVE);
      if (pom.isPresent()) {
        Files.move(newPom, into.resolve("pom.xml"), StandardCopyOption.ATOMIC_MOVE);
      }
    } finally {
      delete(directory);
      Files.deleteIfExists(newPom);
    }
  }

  private static void delete(Path directory) throws IOException {
    if (Files.exists(directory)) {
      try (var files = Files.walk(directory)) {
        for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }
}
