package dev.persist.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.persist.Persist;
import dev.persist.StoreException.Unavailable;
import dev.persist.conformance.Rule;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlaceTest {
  /** So Java reads every name that is not ASCII where the locale is POSIX: the engine would open another one by it. */
  @ParameterizedTest
  @ValueSource(strings = {"rocksdb:", "sqlite:"})
  @Rule("C14")
  void a_path_that_the_locale_cannot_say_is_refused(String engine, @TempDir Path directory) throws Exception {
    var unnamed = Files.createDirectory(directory.resolve("\uFFFD\uFFFD"));
    var link = Files.createSymbolicLink(directory.resolve("link"), unnamed);
    for (var path : new Path[]{unnamed.resolve("store"), link.resolve("store")}) {
      assertThatThrownBy(() -> Persist.open(engine + path)).isInstanceOf(Unavailable.class)
          .hasMessageContaining("LC_ALL");
    }
    try (var inside = Files.walk(unnamed)) {
      assertThat(inside.filter(Files::isRegularFile)).isEmpty();
    }
  }
}
