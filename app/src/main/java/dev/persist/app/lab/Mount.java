package dev.persist.app.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/** A file system of its own, mounted at {@code path} until it is closed. */
record Mount(Path path) implements AutoCloseable {
  /** Mounts one in memory, with room for {@code size}, at the empty directory {@code path}. */
  static Mount tmpfs(Path path, String size) throws IOException {
    Machine.run("mount", "-t", "tmpfs", "-o", "size=" + size, "persist-lab", path.toString());
    return new Mount(path);
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
