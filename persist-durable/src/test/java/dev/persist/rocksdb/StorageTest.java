package dev.persist.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.persist.Commit;
import dev.persist.CommitResult.Committed;
import dev.persist.Json;
import dev.persist.StoreException.Damaged;
import dev.persist.StoreException.Refused;
import dev.persist.conformance.Race;
import dev.persist.conformance.Rule;
import dev.persist.group.GroupCommit;
import dev.persist.ordered.Layout;
import dev.persist.spi.Changes;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;

/** What fails before RocksDB is asked to write: only the commit that is to blame fails. */
class StorageTest {
  private static final String POISON = "poison";

  @TempDir private Path directory;

  @Test
  @Rule("C12")
  void an_error_before_the_write_refuses_one_commit_alone() throws Exception {
    var planted = new StackOverflowError("planted");
    try (var database = Database.open(directory); var writer = writer(new Storage(database) {
      @Override
      public Optional<Json> get(String key) {
        if (key.equals(POISON)) {
          throw planted;
        }
        return super.get(key);
      }
    })) {
      Race.of(16, racer -> {
        if (racer == 3) {
          assertThatThrownBy(() -> writer.commit(absent(POISON))).isInstanceOf(Refused.class).hasCause(planted);
        } else {
          assertThat(writer.commit(absent("k" + racer))).isInstanceOf(Committed.class);
        }
        return racer;
      });
      assertThat(writer.commit(absent("k"))).isInstanceOf(Committed.class);
    }
  }

  @Test
  @Rule("C12")
  void a_row_that_cannot_be_decoded_is_damage_and_stops_nobody_else() throws Exception {
    Database.open(directory).close();
    Files.delete(directory.resolve(CleanEnd.FILE));
    try (var options = new Options(); var rocks = RocksDB.open(options, directory.toString())) {
      rocks.put(Layout.head("s"), new byte[]{1});
    }
    try (var database = Database.open(directory); var writer = writer(new Storage(database))) {
      var damaged = Commit.builder().streamAt("s", 1).build();
      assertThatThrownBy(() -> writer.commit(damaged)).isInstanceOf(Damaged.class);
      assertThatThrownBy(() -> database.head("s")).isInstanceOf(Damaged.class);
      assertThat(writer.commit(absent("k"))).isInstanceOf(Committed.class);
    }
  }

  private static GroupCommit writer(Storage storage) {
    return new GroupCommit("test:", storage, new Changes("test:"));
  }

  private static Commit absent(String key) {
    return Commit.builder().keyAbsent(key).put(key, Json.of(1)).build();
  }
}
