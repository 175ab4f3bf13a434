package dev.persist.conformance;

import dev.persist.memory.MemoryBackend;
import dev.persist.spi.Backend;
import dev.persist.spi.BackendProvider;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Optional;
import java.util.function.Supplier;

/** The engines there are; each gives empty stores. */
public enum Engines implements Supplier<Engine> {
  /** {@code memory:}. */
  MEMORY {
    @Override
    public Engine get() {
      return new Engine() {
        private MemoryBackend backend = new MemoryBackend();

        @Override
        public String name() {
          return "memory";
        }

        @Override
        public Backend open() {
          backend = backend.reopen();
          return backend;
        }
      };
    }
  },

  /** {@code rocksdb:PATH}. */
  ROCKSDB {
    @Override
    public Engine get() {
      return new Directory("rocksdb", "");
    }
  },

  /** {@code sqlite:PATH}. */
  SQLITE {
    @Override
    public Engine get() {
      return new Directory("sqlite", "/store.db");
    }
  },

  /** {@code postgresql://…}, one schema for each store. */
  POSTGRESQL {
    @Override
    public Engine get() {
      var url = Postgres.emptyUrl();
      return new Engine() {
        @Override
        public String name() {
          return "postgresql";
        }

        @Override
        public Backend open() {
          return BackendProvider.openUrl(url);
        }

        @Override
        public Optional<String> url() {
          return Optional.of(url);
        }

        @Override
        public void close() {
          Postgres.empty(url);
        }
      };
    }
  };

  private record Directory(String name, String file, Path path) implements Engine {
    Directory(String name, String file) {
      this(name, file, temporary());
    }

    private static Path temporary() {
      try {
        return Files.createTempDirectory("persist");
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public Backend open() {
      return BackendProvider.openUrl(url().orElseThrow());
    }

    @Override
    public Optional<String> url() {
      return Optional.of(name + ":" + path + file);
    }

    @Override
    public void close() {
      try (var files = Files.walk(path)) {
        files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(java.io.File::delete);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
