package dev.persist.crash;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.persist.conformance.Jvm;
import dev.persist.conformance.Postgres;
import dev.persist.conformance.Rule;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Events that do not fit into the memory of a process are read by it all the same, whichever way. */
class HeavyReaderTest {
  private static final int EVENTS = 56;

  @TempDir private Path directory;

  @ParameterizedTest
  @ValueSource(strings = {"rocksdb", "sqlite", "postgresql"})
  @Rule({"L10", "L19"})
  void more_than_the_heap_is_read_in_every_way(String engine) throws Exception {
    var url = engine.equals("postgresql") ? Postgres.newUrl() : engine + ":" + directory.resolve("store");
    var child = Jvm.start(List.of("env", "JAVA_TOOL_OPTIONS=-Xmx48m"), HeavyReader.class, url,
        directory.resolve("archive").toString(), "" + EVENTS);
    try {
      assertThat(new String(child.getInputStream().readAllBytes(), UTF_8).lines())
          .containsExactly("read 56", "global 56", "each 56", "batches 56", "compacted 56", "history 56");
    } finally {
      child.destroyForcibly().waitFor();
    }
  }
}
