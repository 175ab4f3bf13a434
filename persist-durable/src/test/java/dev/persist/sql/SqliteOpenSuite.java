package dev.persist.sql;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.persist.Persist;
import dev.persist.StoreException.Unavailable;
import dev.persist.conformance.Jvm;
import dev.persist.crash.Opener;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.io.TempDir;

/** Opens a SQLite store, here and in another process. */
abstract class SqliteOpenSuite {
  @TempDir Path directory;

  final Path file() {
    return directory.resolve("store.db");
  }

  static AbstractThrowableAssert<?, ?> assertUnavailable(Path path) {
    return assertThatThrownBy(() -> Persist.open("sqlite:" + path)).isInstanceOf(Unavailable.class);
  }

  static String openElsewhere(List<String> runner, Path path) throws IOException, InterruptedException {
    var opener = Jvm.start(runner, Opener.class, "sqlite:" + path);
    var said = new String(opener.getInputStream().readAllBytes(), ISO_8859_1).strip();
    opener.waitFor();
    return said;
  }
}
