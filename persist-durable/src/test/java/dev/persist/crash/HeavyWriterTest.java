package dev.persist.crash;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.persist.Persist;
import dev.persist.conformance.Jvm;
import dev.persist.conformance.Postgres;
import dev.persist.conformance.Rule;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A load that does not fit in the memory of its process is slow; it costs nobody an answer. */
class HeavyWriterTest {
  private static final int SMALL = 20;

  @TempDir private Path directory;

  @ParameterizedTest
  @CsvSource({"rocksdb:%s/store, 24m, 120", "sqlite:%s/store.db, 48m, 120", "postgresql, 48m, 50"})
  @Rule({"C12", "C13", "C31"})
  void a_load_larger_than_the_heap_is_written_and_every_caller_answered(String url, String heap, int callers)
      throws Exception {
    var store = url.equals("postgresql") ? Postgres.newUrl() : url.formatted(directory);
    var acknowledged = new HashMap<String, String>();
    var runner = List.of("env", "JDK_JAVA_OPTIONS=-Xmx" + heap + " -Djdk.virtualThreadScheduler.parallelism=2");
    var child = Jvm.start(runner, HeavyWriter.class, store, "" + callers, "" + SMALL);
    try {
      var said = new String(child.getInputStream().readAllBytes(), UTF_8).lines().toList();
      assertThat(said).hasSize(callers).allMatch(line -> line.contains(" and no error"));
      said.forEach(line -> acknowledged.put(line.split(" ", 2)[0], line.split(" ", 3)[1]));
    } finally {
      child.destroyForcibly().waitFor();
    }
    try (var open = Persist.open(store)) {
      assertThat(acknowledged).hasSize(callers)
          .allSatisfy((caller, events) -> assertThat(
              open.log().read("s" + caller)).hasSize(Integer.parseInt(events)));
    }
  }
}
