package dev.persist.sql;

import static dev.persist.sql.Killed.FRAME;
import static dev.persist.sql.Killed.FRAME_HEADER;
import static dev.persist.sql.Killed.HEADER;
import static dev.persist.sql.Killed.at;
import static dev.persist.sql.Killed.upTo;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.persist.StoreException.Damaged;
import dev.persist.conformance.Rule;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A damaged write-ahead log of SQLite is refused. The files are copied while the database is open, which is what a kill
 * leaves.
 *
 * <p>A log that is cut is what an earlier crash leaves too, so it passes wherever the cut is: then SQLite has the
 * transactions before the cut.
 */
@Rule("C2")
class SqliteLogTest {
  private static final int TRANSACTIONS = 30;

  @TempDir private Path directory;

  private Killed killed;
  private byte[] log;

  @BeforeEach
  void write() throws Exception {
    try (var database = new LoggedDatabase(directory.resolve("db"))) {
      database.insert(1, TRANSACTIONS);
      killed = database.killed();
    }
    log = killed.log;
    assertThat(killed.commits()).hasSize(TRANSACTIONS);
  }

  @Test
  void a_sound_log_passes_and_has_all_transactions() throws Exception {
    var copy = killed.copy();
    SqliteLog.check(copy);
    assertThat(Killed.rows(copy)).isEqualTo(upTo(TRANSACTIONS));
  }

  @Test
  void no_log_passes() throws Exception {
    var copy = killed.copy();
    Files.delete(Path.of(copy + "-wal"));
    SqliteLog.check(copy);
  }

  /** SQLite would delete the log. */
  @Test
  void a_log_whose_database_is_missing_or_empty_is_refused() throws Exception {
    var copy = killed.copy();
    Files.write(copy, new byte[0]);
    assertThatThrownBy(() -> SqliteLog.check(copy)).isInstanceOf(Damaged.class);
    Files.delete(copy);
    assertThatThrownBy(() -> SqliteLog.check(copy)).isInstanceOf(Damaged.class);
    Files.write(Path.of(copy + "-wal"), new byte[0]);
    SqliteLog.check(copy);
  }

  @Test
  void a_log_cut_anywhere_has_the_transactions_before_the_cut() throws Exception {
    for (var cut = 0; cut <= log.length; cut++) {
      killed.with(Arrays.copyOf(log, cut)).check();
    }
    var borders = IntStream.rangeClosed(0, killed.frames()).map(Killed::at);
    for (var cut : borders.flatMap(at -> IntStream.of(at - 1, at, at + FRAME_HEADER)).toArray()) {
      var before = (int) killed.commits().stream().filter(frame -> at(frame + 1) <= cut).count();
      assertThat(killed.with(Arrays.copyOf(log, cut)).rows()).as("cut at %d", cut).isEqualTo(upTo(before));
    }
  }

  @Test
  void every_flipped_bit_is_found() {
    var missed = new ArrayList<String>();
    for (var at = 0; at < log.length; at++) {
      var isHeader = at < HEADER || (at - HEADER) % FRAME < FRAME_HEADER;
      for (var bit : isHeader ? new int[]{0, 1, 2, 3, 4, 5, 6, 7} : new int[]{at % 8}) {
        log[at] ^= (byte) (1 << bit);
        if (killed.passes()) {
          missed.add("byte " + at + " bit " + bit);
        }
        log[at] ^= (byte) (1 << bit);
      }
    }
    assertThat(missed).isEmpty();
    assertThatCode(killed::check).doesNotThrowAnyException();
  }

  /** Without this, nothing would show that the check is needed. */
  @Test
  void sqlite_drops_what_follows_a_flipped_bit() throws Exception {
    log[at(killed.commits().get(9)) + 100] ^= 1;
    var copy = killed.copy();
    assertThatThrownBy(() -> SqliteLog.check(copy)).isInstanceOf(Damaged.class).hasMessageContaining(copy + "-wal");
    assertThat(Files.readAllBytes(Path.of(copy + "-wal"))).as("the damaged log is left as it is").isEqualTo(log);
    assertThat(Killed.rows(copy)).isEqualTo(upTo(9));
  }

  /** Either the last transaction is damaged, or the mark of the one before, which is then taken for a part of the last. */
  @Test
  void larger_damage_is_refused_unless_a_crash_may_have_left_it() throws Exception {
    var random = new Random(1);
    var mark = at(killed.commits().get(TRANSACTIONS - 2));
    for (var length : new int[]{1, 2, 8, FRAME_HEADER, 100, 512}) {
      for (var at = 0; at < log.length - length; at += 1 + random.nextInt(at < mark - FRAME ? 50 : 10)) {
        var garbage = new byte[length];
        if (random.nextBoolean()) {
          random.nextBytes(garbage);
        }
        var damaged = killed.with(log.clone());
        System.arraycopy(garbage, 0, damaged.log, at, length);
        if (!Arrays.equals(damaged.log, log) && damaged.passes()) {
          var lost = at + length <= mark || at >= mark + FRAME_HEADER ? 1 : 2;
          assertThat(damaged.rows()).as("%d bytes at %d", length, at).hasSizeGreaterThanOrEqualTo(TRANSACTIONS - lost);
        }
      }
    }
  }
}
