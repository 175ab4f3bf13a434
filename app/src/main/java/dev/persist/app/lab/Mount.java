package dev.persist.app.lab;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Optional;

/** A file system of its own, mounted at {@code path} on {@code image} or in memory until it is closed. */
record Mount(Path path, Optional<Path> image) implements AutoCloseable {
  /** A file that holds nothing takes no room. */
  private static final long IMAGE_BYTES = 256L << 20;

  /** Mounts one in memory, with room for {@code size}, at the empty directory {@code path}. */
  static Mount tmpfs(Path path, String size) throws IOException {
    Machine.run("mount", "-t", "tmpfs", "-o", "size=" + size, "persist-lab", path.toString());
    return new Mount(path, Optional.empty());
  }

  /** Mounts one on the new file {@code image}, at the empty directory {@code path}. */
  static Mount ext4(Path path, Path image) throws IOException {
    try (var file = new RandomAccessFile(image.toFile(), "rw")) {
      file.setLength(IMAGE_BYTES);
    }
    Machine.run("mkfs.ext4", "-q", "-F", image.toString());
    mount(path, image);
    return new Mount(path, Optional.of(image));
  }

  private static void mount(Path path, Path image) throws IOException {
    Machine.run("mount", "-o", "loop,commit=300", image.toString(), path.toString()); // no sync that nobody asked for; the page says so
  }

  /** Stops the file system as a power cut does, and mounts it again. What was not synced is gone. Nobody may have a file of it open. */
  void losePower() throws IOException {
    Machine.run("xfs_io", "-x", "-c", "shutdown", path.toString());
    Machine.run("umount", path.toString());
    mount(path, image.orElseThrow());
  }

  /** Unmounts it; as soon as nobody uses it any more, when somebody still does. */
  @Override
  public void close() {
    try {
      Machine.run("umount", path.toString());
    } catch (IOException busy) {
      unmountLater();
    }
  }

  private void unmountLater() {
    try {
      Machine.run("umount", "--lazy", path.toString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
