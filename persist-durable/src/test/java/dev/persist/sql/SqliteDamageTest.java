package dev.persist.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.persist.Commit;
import dev.persist.CommitId;
import dev.persist.Json;
import dev.persist.NewEvent;
import dev.persist.Persist;
import dev.persist.StoreException;
import dev.persist.verify.Verify;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A database file with a flipped bit: what is read is right, or an error. A value, an id or a whole stream that a flipped bit
 * keeps SQLite from finding is absent: that only {@link Verify} can tell, which has SQLite check the whole file.
 */
class SqliteDamageTest {
  /** By default some bytes of the file; 1 is all of them. */
  private static final int STEP = Integer.getInteger("damage.step", 29);

  private static final int EVENTS = 12;

  private enum Verdict {
    RIGHT, REFUSED, UNNOTICED, WRONG
  }

  @TempDir private Path directory;

  @Test
  void a_flipped_bit_is_never_read_as_something_else() throws Exception {
    var file = directory.resolve("store.db");
    fill(file);
    var sound = Files.readAllBytes(file);
    var found = new TreeMap<Verdict, Integer>();
    for (var at = 0; at < sound.length; at += STEP) {
      var bytes = sound.clone();
      bytes[at] ^= (byte) (1 << at % 8);
      Files.write(file, bytes);
      var verdict = verdict(file);
      found.merge(verdict, 1, Integer::sum);
      assertThat(verdict).as("byte %d of %d", at, sound.length).isNotEqualTo(Verdict.WRONG);
      Files.write(file, bytes);
      if (verdict != Verdict.RIGHT) {
        assertThat(problems(file)).as("byte %d of %d", at, sound.length).isNotEmpty();
      }
    }
    assertThat(found).as("%s", found).containsKeys(Verdict.RIGHT, Verdict.REFUSED);
  }

  private static Verdict verdict(Path file) {
    try (var store = Persist.open("sqlite:" + file)) {
      var worst = Verdict.RIGHT;
      for (Function<Persist, Verdict> read : READS) {
        var verdict = verdict(store, read);
        worst = verdict.compareTo(worst) > 0 ? verdict : worst;
      }
      return worst;
    } catch (StoreException refused) {
      return Verdict.REFUSED;
    }
  }

  private static Verdict verdict(Persist store, Function<Persist, Verdict> read) {
    try {
      return read.apply(store);
    } catch (StoreException refused) {
      return Verdict.REFUSED;
    }
  }

  private static final List<Function<Persist, Verdict>> READS = List.of(
      store -> whole(store.log().read("s").map(event -> event.data().as(String.class)).toList(), data("s")),
      store -> whole(store.log().read("t").map(event -> event.data().as(String.class)).toList(), data("t")),
      store -> switch ((int) store.log().lastSeq("s")) {
        case EVENTS -> Verdict.RIGHT;
        case 0 -> Verdict.UNNOTICED;
        default -> Verdict.WRONG;
      },
      store -> prefix(store.catalog().streams().toList(), List.of("s", "t")),
      store -> prefix(store.kv().keys("").toList(), List.of("a", "b")),
      store -> store.kv()
          .get("a")
          .map(value -> value.equals(Json.of("A".repeat(40))) ? Verdict.RIGHT : Verdict.WRONG)
          .orElse(Verdict.UNNOTICED),
      store -> store.outcome(CommitId.of("s", "id1", Json.of(1)))
          .map(result -> Verdict.RIGHT)
          .orElse(Verdict.UNNOTICED));

  private static Verdict less(boolean right) {
    return right ? Verdict.UNNOTICED : Verdict.WRONG;
  }

  /** A stream is absent or whole. */
  private static Verdict whole(List<String> read, List<String> right) {
    if (read.equals(right)) {
      return Verdict.RIGHT;
    }
    return less(read.isEmpty());
  }

  private static Verdict prefix(List<String> read, List<String> right) {
    if (read.equals(right)) {
      return Verdict.RIGHT;
    }
    return less(right.containsAll(read));
  }

  private static List<String> data(String stream) {
    return IntStream.rangeClosed(1, EVENTS).mapToObj(i -> (stream + i + "-").repeat(8)).toList();
  }

  private static void fill(Path file) throws SQLException {
    try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        var statement = connection.createStatement()) {
      statement.execute("PRAGMA page_size = 512");
      statement.execute("VACUUM");
    }
    try (var store = Persist.open("sqlite:" + file)) {
      for (var stream : List.of("s", "t")) {
        for (var i = 1; i <= EVENTS; i++) {
          store.commit(Commit.builder()
              .id(CommitId.of(stream, "id" + i, Json.of(i)))
              .append(stream, NewEvent.of("type", Instant.EPOCH, data(stream).get(i - 1)))
              .build());
        }
      }
      store.kv().put("a", Json.of("A".repeat(40)));
      store.kv().put("b", Json.of("B".repeat(40)));
    }
  }

  /** Returns what {@link Verify} says, of a store that opens. */
  private static List<String> problems(Path file) {
    try (var store = Persist.open("sqlite:" + file)) {
      return problems(store);
    } catch (StoreException refused) {
      return List.of(String.valueOf(refused.getMessage()));
    }
  }

  private static List<String> problems(Persist store) {
    var problems = new ArrayList<String>();
    try (var contents = store.contents()) {
      Verify.each(contents, Optional.empty(), problems::add);
    } catch (StoreException e) {
      assertThat(e).isInstanceOf(StoreException.Damaged.class);
      problems.add(String.valueOf(e.getMessage()));
    }
    return problems;
  }
}
