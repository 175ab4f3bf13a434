package dev.persist.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/** A file and the path it was found at. Tells whether this file is still there. Safe for use by any thread. */
public final class Place {
  private final Path path;
  private final Object file;

  private Place(Path path, Object file) {
    this.path = path;
    this.file = file;
  }

  /** Returns the place of the file at {@code path}. */
  public static Place of(Path path) throws IOException {
    return new Place(path, file(path));
  }

  /**
   * Returns {@code real}, a path without links, when an engine that is given its text finds the same place.
   *
   * @throws IOException when the text does not identify the place. With a locale such as POSIX, Java has one
   *     replacement for every character that is not ASCII, so two stores would share a place
   */
  public static Path requireNamed(Path real) throws IOException {
    if (real.toString().indexOf('\uFFFD') >= 0) {
      throw new IOException("its path " + real + " has characters that the locale cannot express; "
          + "set LC_ALL=C.UTF-8, or give it a path in ASCII");
    }
    return real;
  }

  /** Returns a name of the file itself, whichever path leads to it; its path where there is no such name. */
  static Object file(Path path) throws IOException {
    var key = Files.readAttributes(path, BasicFileAttributes.class).fileKey();
    return key == null ? path : key;
  }

  /**
   * Throws unless the file is still there.
   *
   * @throws IllegalStateException when it was removed, or when another file was put in its place
   */
  public void require() {
    try {
      if (file(path).equals(file)) {
        return;
      }
    } catch (IOException e) {
      throw new IllegalStateException(gone(), e);
    }
    throw new IllegalStateException(gone());
  }

  private String gone() {
    return path
        + " was removed or replaced while the store was open, so new commits would be lost when the process ends; "
        + "stop using the store, and put its files back";
  }
}
