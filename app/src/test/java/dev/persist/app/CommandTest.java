package dev.persist.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.persist.Json;
import dev.persist.Persist;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands as processes of their own. */
class CommandTest {
  @TempDir private Path directory;

  private String url() {
    return "rocksdb:" + directory.resolve("store");
  }

  @Test
  void help_comes_without_the_server_and_without_an_engine() throws Exception {
    try (var help = new AppProcess(List.of("-Xlog:class+load"), "--help")) {
      var output = help.output();
      assertThat(help.exitCode()).isZero();
      assertThat(output).anyMatch(line -> line.startsWith("Usage: persist"))
          .anyMatch(line -> line.contains(" picocli.CommandLine "))
          .noneMatch(line -> line.contains(" com.google.inject.") || line.contains(" io.javalin.")
              || line.contains(" org.rocksdb.") || line.contains(" tools.jackson."));
    }
  }

  @Test
  void a_command_reaches_the_store_of_a_running_server_through_it() throws Exception {
    try (var server = new AppProcess("serve", "--port", "0", "--url", url(), "--blobs",
        "file:" + directory.resolve("blobs"),
        "--store-token", "secret")) {
      var address = server.url().replace("://", "://:secret@") + "/store";
      for (var command : List.of(List.of("read", "s"), List.of("compact", "s", "--for-good"))) {
        var arguments = Stream.concat(command.stream(), Stream.of("--url", url())).toArray(String[]::new);
        try (var locked = new AppProcess(arguments)) {
          assertThat(locked.exitCode()).isEqualTo(1);
          assertThat(locked.output()).isEmpty();
          assertThat(locked.errors()).satisfiesExactly(
              why -> assertThat(why).contains("is locked: another process has it open"),
              advice -> assertThat(advice).endsWith("--url http://:TOKEN@HOST:PORT/store"));
        }
      }
      try (var tail = new AppProcess("tail", "s", "--url", address);
          var append = new AppProcess("append", "s", "x", "{\"n\":1}", "--url", address)) {
        assertThat(append.output()).singleElement().asString().endsWith("x  {\"n\":1}");
        assertThat(append.exitCode()).isZero();
        assertThat(tail.line()).startsWith("1  ").endsWith("x  {\"n\":1}");
        try (var later = new AppProcess("append", "s", "y", "--expect", "1", "--url", address)) {
          assertThat(later.exitCode()).isZero();
        }
        assertThat(tail.line()).startsWith("2  ");
        tail.terminate();
        assertThat(tail.exitCode()).isEqualTo(143);
        assertThat(tail.errors()).isEmpty();
      }
      try (var export = new AppProcess("export", directory.resolve("file").toString(), "--url", address)) {
        assertThat(export.exitCode()).isEqualTo(1);
        assertThat(export.errors()).singleElement().asString().contains("in another process; move them there");
      }
    }
  }

  @Test
  void a_pipe_that_is_closed_ends_a_command_quietly_and_a_full_disk_does_not() throws Exception {
    try (var store = Persist.open(url())) {
      IntStream.range(0, 5_000).forEach(n -> store.kv().put("key/" + n, Json.of("x".repeat(100))));
    }
    try (var keys = new AppProcess("keys", "--values", "--url", url())) {
      assertThat(keys.line()).startsWith("key/0  ");
      keys.closeOutput();
      assertThat(keys.exitCode()).isZero();
      assertThat(keys.errors()).isEmpty();
    }
    if (Files.exists(Path.of("/dev/full"))) {
      try (var keys = AppProcess.to(Path.of("/dev/full"), "keys", "--url", url())) {
        assertThat(keys.exitCode()).isEqualTo(1);
        assertThat(keys.errors()).singleElement().asString().contains("No space left on device");
      }
    }
  }
}
