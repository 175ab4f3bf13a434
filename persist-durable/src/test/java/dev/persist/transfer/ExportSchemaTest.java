package dev.persist.transfer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.luben.zstd.ZstdInputStream;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.persist.Persist;
import dev.persist.memory.MemoryBackend;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code docs/export.schema.json} describes each line of an export, and nothing else. */
class ExportSchemaTest {
  private static final Schema SCHEMA = schema();

  private static Schema schema() {
    try {
      return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
          .getSchema(Files.readString(Path.of("../docs/export.schema.json")), InputFormat.JSON);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static boolean describes(String line) {
    return SCHEMA.validate(line, InputFormat.JSON, context -> context.executionConfig(
        config -> config.formatAssertionsEnabled(true))).isEmpty();
  }

  private static List<String> lines() throws IOException {
    try (var backend = new MemoryBackend()) {
      new Furnished(Persist.over(backend)).furnish();
      var file = new ByteArrayOutputStream();
      try (var contents = backend.contents()) {
        Export.write(contents, "shop", file, Progress.NONE);
      }
      try (var zstd = new ZstdInputStream(new ByteArrayInputStream(file.toByteArray()))) {
        return new String(zstd.readAllBytes(), UTF_8).lines().toList();
      }
    }
  }

  @Test
  void each_line_is_described() throws Exception {
    var lines = lines();
    assertThat(lines).allMatch(ExportSchemaTest::describes);
    Map<String, Long> kinds = lines.stream()
        .collect(Collectors.groupingBy(line -> line.substring(2, line.indexOf('"', 2)), Collectors.counting()));
    assertThat(kinds).containsOnlyKeys("export", "last", "at", "commit", "key", "block", "blocks");
  }

  @Test
  void a_line_that_lacks_a_field_or_has_another_is_not() throws Exception {
    List<Function<String, String>> breaks = List.of(
        line -> line.replaceFirst("\"[a-z]+\":", "\"other\":"),
        line -> line.substring(0, line.length() - 1) + ",\"zzz\":1}",
        line -> "[" + line + "]");
    for (var line : lines()) {
      for (var broken : breaks) {
        assertThat(describes(broken.apply(line))).as(broken.apply(line)).isFalse();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {
      "{\"at\":\"yesterday\",\"data\":1,\"meta\":{},\"seq\":1,\"stream\":\"s\",\"type\":\"t\"}",
      "{\"at\":\"2026-01-02T03:04:05Z\",\"data\":1,\"meta\":[],\"seq\":1,\"stream\":\"s\",\"type\":\"t\"}",
      "{\"at\":\"2026-01-02T03:04:05Z\",\"data\":1,\"meta\":{},\"seq\":0,\"stream\":\"s\",\"type\":\"t\"}",
      "{\"at\":\"2026-01-02T03:04:05Z\",\"data\":1,\"meta\":{},\"seq\":1,\"stream\":\"\",\"type\":\"t\"}",
      "{\"last\":1,\"stream\":\"s\",\"truncated\":-1}", "{\"block\":1,\"crc32c\":\"xyz\",\"lines\":7}", "{}", "null"
  })
  void a_value_that_no_export_has_is_not(String line) {
    assertThat(describes(line)).isFalse();
  }
}
