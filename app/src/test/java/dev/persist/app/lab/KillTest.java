package dev.persist.app.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KillTest {
  @TempDir private Path within;

  @ParameterizedTest
  @CsvSource({"rocksdb, 1, 1", "rocksdb, 200, 4", "sqlite, 100, 8"})
  void the_map_loses_all_and_persist_loses_nothing_that_was_told(String engine, int seats, int writers)
      throws Exception {
    var result = Ran.of(new Kill(), within, engine, Map.of("seats", seats, "writers", writers));
    assertThat(Result.number(result.before(), "told")).isGreaterThanOrEqualTo(seats);
    assertThat(Result.number(result.before(), "lost")).isEqualTo(Result.number(result.before(), "told"));
    assertThat(result.before().good()).isFalse();
    var after = result.after();
    assertThat(Result.number(after, "told")).isGreaterThanOrEqualTo(seats);
    assertThat(Result.number(after, "there")).isGreaterThanOrEqualTo(Result.number(after, "told"));
    assertThat(Result.number(after, "there, but not told any more")).isBetween(0L, (long) writers);
    assertThat(Result.number(after, "lost")).isZero();
    assertThat(Result.number(after, "damaged")).isZero();
    assertThat(after.good()).isTrue();
  }

  /** Tells people that they have a seat before it is written; what it has not written yet is lost. */
  public static final class Hasty {
    private Hasty() {}

    public static void main(String[] args) throws Exception {
      Parent.live(() -> {});
      for (var i = 1; i <= 50; i++) {
        Parent.say("guest-" + i);
      }
      Thread.sleep(60_000);
    }
  }

  @Test
  void a_process_that_promises_seats_before_it_writes_them_is_found_out() throws Exception {
    var after = Ran.of(new Kill(Hasty.class), within, "rocksdb", Map.of("seats", 50, "writers", 1)).after();
    assertThat(after.good()).isFalse();
    assertThat(Result.number(after, "lost")).isEqualTo(50);
  }

  /** Ends at once. */
  public static final class Ending {
    private Ending() {}

    public static void main(String[] args) {
      Parent.say("guest-1");
      throw new IllegalStateException("cannot");
    }
  }

  @Test
  void a_process_that_ends_by_itself_says_its_error() throws Exception {
    try (var child = new Child(within, Ending.class)) {
      assertThatThrownBy(() -> child.awaitLines(2)).isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("ended by itself, after line 1")
          .hasMessageContaining("cannot");
    }
  }

  @Test
  void the_words_of_a_killed_process_can_be_read() throws Exception {
    try (var child = new Child(within, Hasty.class)) {
      child.awaitLines(1);
      var said = child.kill();
      assertThat(said).isNotEmpty().startsWith("guest-1");
      assertThat(child.said()).isEqualTo(said);
      assertThat(ProcessHandle.of(child.pid()).filter(ProcessHandle::isAlive)).isEmpty();
    }
  }

  @Test
  void a_process_ends_with_the_one_that_started_it() throws Exception {
    var process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-classpath",
        System.getProperty("java.class.path"), Hasty.class.getName()).start();
    assertThat(process.inputReader().readLine()).isEqualTo("guest-1");
    process.getOutputStream().close(); // as the end of this process would
    assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isEqualTo(1);
  }
}
