package dev.persist.sql;

import static dev.persist.sql.Killed.FRAME;
import static dev.persist.sql.Killed.at;
import static dev.persist.sql.Killed.upTo;
import static org.assertj.core.api.Assertions.assertThat;

import dev.persist.conformance.Rule;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Random;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a crash or power loss leaves of SQLite's write-ahead log passes, and has every transaction but the last. */
@Rule("C2")
class SqliteLogCrashTest {
  private static final int SECTOR = 512;

  @TempDir private Path directory;

  @Test
  void any_frame_of_the_last_transaction_may_be_missing() throws Exception {
    try (var database = database()) {
      database.insert(1, 3);
      database.insertSized(4, 5 * LoggedDatabase.PAGE);
      var killed = database.killed();
      var from = at(killed.commits().get(2) + 1);
      var frames = (killed.log.length - from) / FRAME;
      assertThat(frames).isBetween(5, 10);
      for (var subset = 0; subset < 1 << frames; subset++) {
        var written = BitSet.valueOf(new long[]{subset});
        var torn = torn(killed, new byte[0], at -> at < from || written.get((at - from) / FRAME));
        torn.check();
        assertThat(torn.rows()).isEqualTo(upTo(written.cardinality() == frames ? 4 : 3));
      }
    }
  }

  /** Every frame of the older log ends a transaction, so a mark of it may come before salts of the new one. */
  @Test
  void any_sector_of_the_last_transaction_may_be_of_an_older_log() throws Exception {
    try (var database = database()) {
      database.insert(1, 1);
      for (var i = 0; i < 100; i++) {
        database.execute("UPDATE t SET v = zeroblob(" + i + ")");
      }
      var older = database.killed();
      assertThat(older.commits()).hasSizeGreaterThan(100);
      database.checkpoint();
      database.insert(2, 2);
      database.insertSized(3, 80 * LoggedDatabase.PAGE);
      var killed = database.killed();
      assertThat(killed.commits()).hasSize(2);
      var from = at(killed.commits().getFirst() + 1);
      var sectors = killed.log.length / SECTOR + 1;
      var random = new Random(2);
      for (var missing : Stream.concat(IntStream.range(0, sectors).mapToObj(SqliteLogCrashTest::only),
          Stream.generate(() -> any(random, sectors)).limit(200)).toList()) {
        var torn = torn(killed, older.log, at -> at < from || !missing.get(at / SECTOR));
        torn.check();
        assertThat(torn.rows().size()).isBetween(2, 3);
      }
    }
  }

  @Test
  void zeros_after_the_end_are_harmless() throws Exception {
    try (var database = database()) {
      database.insert(1, 3);
      var killed = database.killed();
      for (var zeros : new int[]{1, 23, FRAME, 100 * FRAME}) {
        var longer = killed.with(Arrays.copyOf(killed.log, killed.log.length + zeros));
        longer.check();
        assertThat(longer.rows()).isEqualTo(upTo(3));
      }
    }
  }

  @Test
  void zeros_alone_are_a_log_that_was_never_written() throws Exception {
    try (var database = database()) {
      database.insert(1, 3);
      var killed = database.killed();
      var zeros = killed.with(new byte[killed.log.length]);
      zeros.check();
      assertThat(zeros.rows()).isEmpty();
    }
  }

  /** The frames of before are sound in themselves, and lie behind those of the log that was begun anew. */
  @Test
  void a_log_begun_anew_over_an_older_one_is_sound_until_a_bit_is_flipped() throws Exception {
    try (var database = database()) {
      database.insert(1, 20);
      database.checkpoint();
      for (var last = 21; last < 26; last++) {
        database.insert(last, last);
        var killed = database.killed();
        killed.check();
        assertThat(killed.rows()).isEqualTo(upTo(last));
        var end = at(killed.commits().getLast() + 1);
        assertThat(killed.log.length).as("old frames are left").isGreaterThan(end + 10 * FRAME);
        for (var at = 0; at < end; at++) {
          killed.log[at] ^= (byte) (1 << at % 8);
          assertThat(killed.passes()).as("byte %d", at).isFalse();
          killed.log[at] ^= (byte) (1 << at % 8);
        }
      }
    }
  }

  @Test
  void what_a_transaction_leaves_that_was_rolled_back_is_harmless() throws Exception {
    try (var database = database()) {
      database.insert(1, 2);
      database.execute("PRAGMA cache_size=5");
      for (var next = 3; next < 10; next++) {
        database.execute("BEGIN");
        IntStream.range(100, 140).forEach(n -> database.insertSized(n, 300));
        database.execute("ROLLBACK");
        database.killed().check();
        database.insert(next, next);
        var killed = database.killed();
        killed.check();
        assertThat(killed.rows()).isEqualTo(upTo(next));
        assertThat(killed.frames()).as("rolled back frames are left").isGreaterThan(killed.commits().getLast() + 10);
      }
    }
  }

  @Test
  void a_transaction_larger_than_the_cache_is_sound() throws Exception {
    try (var database = database()) {
      database.execute("PRAGMA cache_size=5");
      database.execute("BEGIN");
      database.insert(1, 40);
      var inside = database.killed();
      assertThat(inside.frames()).isGreaterThan(10);
      inside.check();
      database.execute("COMMIT");
      database.insert(41, 43);
      var killed = database.killed();
      killed.check();
      assertThat(killed.rows()).isEqualTo(upTo(43));
    }
  }

  private LoggedDatabase database() throws Exception {
    return new LoggedDatabase(directory.resolve("db"));
  }

  private static BitSet only(int sector) {
    var sectors = new BitSet();
    sectors.set(sector);
    return sectors;
  }

  private static BitSet any(Random random, int count) {
    var bytes = new byte[count / 8 + 1];
    random.nextBytes(bytes);
    return BitSet.valueOf(bytes);
  }

  /** What is there if only some bytes were {@code written}, and the others are still what they were {@code before}. */
  private static Killed torn(Killed killed, byte[] before, IntPredicate written) {
    var torn = Arrays.copyOf(before, Math.max(before.length, killed.log.length));
    IntStream.range(0, killed.log.length).filter(written).forEach(at -> torn[at] = killed.log[at]);
    return killed.with(torn);
  }
}
