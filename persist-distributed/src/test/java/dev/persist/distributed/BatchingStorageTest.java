package dev.persist.distributed;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.persist.Commit;
import dev.persist.CommitResult;
import dev.persist.NewEvent;
import dev.persist.Persist;
import dev.persist.StoreException;
import dev.persist.conformance.Rule;
import dev.persist.distributed.Settings.Partition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Transactions that add several rows, whose names no row of the store has. */
class BatchingStorageTest {
  private final Cluster cluster = Cluster.open(Settings.read("scalardb:" + Servers.newStore()));
  private final Partition partition = cluster.settings().partitions().getFirst();

  @AfterEach
  void close() {
    cluster.close();
  }

  @Test
  void rows_that_are_added_together_are_all_there() {
    write(cells -> List.of("~a", "~b", "~c").forEach(name -> add(cells, name)));
    assertThat(stored("~a", "~b", "~c")).containsExactly("~a", "~b", "~c");
  }

  @Test
  @Rule("C1")
  void a_row_that_is_there_keeps_all_others_out_and_those_that_are_changed() {
    write(cells -> add(cells, "~old"));
    write(cells -> add(cells, "~b"));
    var fault = catchThrowableOfType(TransactionFault.class, () -> write(cells -> {
      cells.put(partition, bytes("~old"), bytes("new"));
      List.of("~a", "~b", "~c").forEach(name -> add(cells, name));
    }));
    assertThat(fault.isConflict()).isTrue();
    assertThat(fault.isUnknown()).isFalse();
    assertThat(fault).as("it was one batch").hasMessageContaining("a row is not as it was");
    assertThat(stored("~a", "~b", "~c", "~old")).containsExactly("", "~b", "", "~old");
  }

  @Test
  @Rule("C1")
  void a_changed_row_that_is_not_as_it_was_read_keeps_added_ones_out() {
    write(cells -> add(cells, "~changed"));
    var fault = catchThrowableOfType(TransactionFault.class, () -> write(cells -> {
      assertThat(cells.get(partition, bytes("~changed"))).isPresent();
      cells.put(partition, bytes("~changed"), bytes("mine"));
      List.of("~a", "~b").forEach(name -> add(cells, name));
      write(other -> other.put(partition, bytes("~changed"), bytes("theirs")));
    }));
    assertThat(fault.isConflict()).isTrue();
    assertThat(stored("~a", "~b", "~changed")).containsExactly("", "", "theirs");
  }

  @Test
  @Rule("C1")
  void a_row_that_is_there_keeps_out_those_of_another_partition_on_its_server() {
    var other = cluster.settings().partitions().getLast();
    assertThat(other.server()).as("the test needs two partitions on one server").isEqualTo(partition.server());
    write(cells -> add(cells, "~b"));
    var fault = catchThrowableOfType(TransactionFault.class, () -> write(cells -> {
      cells.insert(other, bytes("~a"), bytes("~a"));
      List.of("~a", "~b").forEach(name -> add(cells, name));
    }));
    assertThat(fault.isConflict()).isTrue();
    assertThat(stored("~a", "~b")).containsExactly("", "~b");
    write(cells -> {
      cells.insert(other, bytes("~a"), bytes("~a")); // none was left there
      add(cells, "~a");
    });
  }

  @Test
  @Rule("C2")
  void a_row_that_a_trigger_leaves_out_is_not_acknowledged() {
    var function = '"' + partition.namespace() + "\".leave_out()";
    Servers.execute(partition.server(), "CREATE FUNCTION " + function
        + " RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN CASE WHEN NEW.c = ''~b'' THEN NULL ELSE NEW END; END'; CREATE TRIGGER t"
        + " BEFORE INSERT ON " + partition.table(Cells.TABLE) + " FOR EACH ROW EXECUTE FUNCTION " + function);
    var fault = catchThrowableOfType(TransactionFault.class,
        () -> write(cells -> List.of("~a", "~b", "~c").forEach(name -> add(cells, name))));
    assertThat(fault.isConflict()).isTrue();
    assertThat(stored("~a", "~b", "~c")).containsExactly("", "", "");
  }

  @Test
  void one_connection_to_each_server_is_enough() throws IOException {
    var file = Servers.newStore();
    var one = "abc".chars()
        .mapToObj(storage -> "scalar.db.multi_storage.storages." + (char) storage + ".jdbc.connection_pool.max_total=1")
        .toList();
    Files.write(file, one, StandardOpenOption.APPEND);
    try (var store = Persist.open("scalardb:" + file)) {
      var three = Commit.builder();
      Collections.nCopies(3, NewEvent.of("t", Instant.EPOCH, 1)).forEach(event -> three.append("s", event));
      assertThat(store.commit(three.build())).isInstanceOf(CommitResult.Committed.class);
    }
  }

  @Test
  void what_the_server_says_of_a_batch_is_said_without_its_rows() {
    Servers.execute(partition.server(),
        "ALTER TABLE " + partition.table(Cells.TABLE) + " ADD CONSTRAINT short CHECK (octet_length(v) < 100)");
    var fault = catchThrowableOfType(TransactionFault.class, () -> write(cells -> {
      add(cells, "~a");
      cells.insert(partition, bytes("~b"), new byte[1000]);
    }));
    assertThat(fault.lasting("the store").orElseThrow()).isInstanceOf(StoreException.Refused.class)
        .hasMessageContaining("violates check constraint \"short\"")
        .hasMessageNotContainingAny("Failing row", "\\x");
    assertThat(stored("~a", "~b")).containsExactly("", "");
  }

  private interface Work {
    void run(Cells cells);
  }

  private void write(Work work) {
    try (var cells = cluster.begin()) {
      work.run(cells);
      cells.commit();
    }
  }

  private void add(Cells cells, String name) {
    cells.insert(partition, bytes(name), bytes(name));
  }

  /** Returns what the rows of {@code names} have; nothing for one that is not there. */
  private List<String> stored(String... names) {
    try (var cells = cluster.begin()) {
      return List.of(names)
          .stream()
          .map(name -> cells.get(partition, bytes(name)).map(value -> new String(value, UTF_8)).orElse(""))
          .toList();
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }
}
