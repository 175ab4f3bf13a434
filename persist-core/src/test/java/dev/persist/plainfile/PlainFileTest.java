package dev.persist.plainfile;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.persist.Persist;
import dev.persist.StoreException;
import dev.persist.conformance.Jvm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What can happen to the file of the engine in the guide, beyond what the conformance kit tries. */
class PlainFileTest {
  @TempDir private Path directory;
  private Path file;

  @BeforeEach
  void threeEvents() {
    file = directory.resolve("store");
    try (var store = open()) {
      for (var i = 0; i < 3; i++) {
        append(store);
      }
    }
  }

  private Persist open() {
    return Persist.open("plain:" + file);
  }

  private static void append(Persist store) {
    store.log().append("s", "x", Instant.EPOCH, Map.of());
  }

  @Test
  void each_write_is_a_line() throws IOException {
    assertThat(Files.readString(file)).hasLineCount(3)
        .startsWith("""
            2a9f97e4 {"events":[{"at":"1970-01-01T00:00:00Z","data":{},"meta":{},"seq":1,"stream":"s","type":"x"}],""");
  }

  @Test
  void a_last_line_that_a_crash_cut_off_is_dropped_and_its_seq_is_given_out() throws IOException {
    var whole = Files.readAllBytes(file);
    for (var cut = 1; cut < 100; cut++) {
      Files.write(file, Arrays.copyOf(whole, whole.length - cut));
      try (var store = open()) {
        assertThat(store.log().lastSeq("s")).isEqualTo(2);
        assertThat(Files.readString(file)).hasLineCount(2);
        append(store);
      }
      assertThat(Files.readAllBytes(file)).isEqualTo(whole);
    }
  }

  @Test
  void a_byte_that_changed_is_noticed() throws IOException {
    var whole = Files.readAllBytes(file);
    for (var i = 0; i < whole.length; i++) {
      if (whole[i] != '\n') {
        var damaged = whole.clone();
        damaged[i] ^= 1;
        Files.write(file, damaged);
        assertThatThrownBy(this::open).as("byte %d", i)
            .isInstanceOf(StoreException.Damaged.class)
            .hasMessageContaining("checksum");
      }
    }
  }

  @Test
  void a_store_is_open_once() {
    try (var store = open()) {
      assertThatThrownBy(this::open).isInstanceOf(StoreException.Unavailable.class)
          .hasMessageContaining("open already");
      append(store);
    }
  }

  /** Appends until the file may not grow, and once more. */
  static final class Filler {
    private Filler() {}

    public static void main(String[] args) {
      try (var store = Persist.open(args[0])) {
        for (var failures = 0; failures < 2;) {
          try {
            append(store);
            System.out.println("appended");
          } catch (StoreException e) {
            System.out.println(e.getClass().getSimpleName());
            failures++;
          }
        }
      }
    }
  }

  @Test
  void after_a_write_that_failed_there_is_no_other_and_what_was_acknowledged_is_there() throws Exception {
    var limited = List.of("sh", "-c", "ulimit -f 16; exec \"$@\"", "sh");
    var process = Jvm.start(limited, Filler.class, "plain:" + file);
    List<String> said;
    try (var output = process.inputReader(UTF_8)) {
      said = output.lines().toList();
    }
    assertThat(said).endsWith("appended", "UnknownOutcome", "Failed").doesNotContain("Unavailable");
    try (var store = open()) {
      assertThat(store.log().lastSeq("s")).isGreaterThanOrEqualTo(3 + said.size() - 2);
    }
  }
}
