package dev.persist.rocksdb;

import static dev.persist.rocksdb.CompactingWriter.STREAM;
import static dev.persist.rocksdb.CompactingWriter.SUM;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.persist.StoreException;
import dev.persist.conformance.Jvm;
import dev.persist.conformance.Rule;
import dev.persist.files.FileBlobStore;
import dev.persist.view.Projection.State;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Kill -9 in the middle of compactions: what was acknowledged is in the stream or in the archive, and in every view. */
@Rule({"P1", "P3"})
class ArchiveCrashTest {
  private static final int RUNS = 5;

  @TempDir private Path directory;

  private final long seed = Long.getLong("crash.seed", System.nanoTime());
  private final Random random = new Random(seed);

  /** Returns the last seq that was acknowledged before the kill. */
  private long runAndKill(boolean late) throws IOException {
    var writer = Jvm.start(CompactingWriter.class, directory.toString(), "" + random.nextLong(), "" + late);
    var answers = 10 + random.nextInt(40);
    var last = 0L;
    try (var lines = writer.inputReader(UTF_8)) {
      for (var line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.endsWith(" .")) {
          last = Long.parseLong(line.substring(0, line.length() - 2));
          answers--;
        }
        if (answers == 0) {
          // Process.destroyForcibly would close the stream too, and with it drop what was said.
          writer.toHandle().destroyForcibly();
        }
      }
    } finally {
      writer.toHandle().destroyForcibly();
      writer.onExit().join();
    }
    return last;
  }

  private void requireAll(long acknowledged) {
    try (var store = CompactingWriter.open(directory, new FileBlobStore(directory.resolve("blobs")))) {
      var last = store.log().lastSeq(STREAM);
      var all = new State<>(last * (last + 1) / 2, last);
      assertThat(last).isGreaterThanOrEqualTo(acknowledged);
      assertThat(store.log().count(STREAM)).as("events left in the stream").isLessThan(last);
      assertThat(SUM.project(store.log(), STREAM)).as("rebuilt").isEqualTo(all);
      assertThat(SUM.project(store.log().global())).as("by links").isEqualTo(all);
      assertThat(CompactingWriter.sums(store, "main").replay(STREAM)).as("from the snapshot").isEqualTo(all);
      assertThat(CompactingWriter.sums(store, "other").view(STREAM).refresh()).as("from the view").isEqualTo(all);
    }
  }

  @Test
  @Rule({"P14", "P15"})
  void what_was_acknowledged_is_in_the_stream_or_in_its_archive() throws Exception {
    for (var run = 1; run <= RUNS; run++) {
      var acknowledged = runAndKill(false);
      assertThat(acknowledged).as("run %d of -Dcrash.seed=%d", run, seed).isPositive();
      requireAll(acknowledged);
    }
  }

  @Test
  void an_archive_that_keeps_its_pages_late_is_reported() throws Exception {
    var acknowledged = runAndKill(true);
    assertThatExceptionOfType(StoreException.Damaged.class).isThrownBy(() -> requireAll(acknowledged))
        .withMessageContaining("archived");
  }
}
