package dev.persist.plainfile;

import dev.persist.conformance.ConformanceKit;
import dev.persist.conformance.Engine;
import dev.persist.spi.Backend;
import dev.persist.spi.BackendProvider;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

class PlainFileConformanceTest extends ConformanceKit {
  /** A store in a file that has no bytes at first. */
  record Plain(Path path) implements Engine {
    @Override
    public String name() {
      return "plain";
    }

    @Override
    public Backend open() {
      return BackendProvider.openUrl("plain:" + path);
    }

    @Override
    public Optional<String> url() {
      return Optional.of("plain:" + path);
    }

    @Override
    public void close() {
      path.toFile().delete();
    }
  }

  @Override
  protected Engine engine() {
    try {
      return new Plain(Files.createTempFile("persist", ".plain"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
