package dev.persist.distributed;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.base.Splitter;
import dev.persist.Commit;
import dev.persist.CommitResult;
import dev.persist.Json;
import dev.persist.NewEvent;
import dev.persist.Persist;
import dev.persist.distributed.Settings.Partition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What the coordinator has to keep. */
class CoordinatorTest {
  private static final Path GUIDE = Path.of("../docs/guide/several-servers.md");

  private final String url = "scalardb:" + Servers.newStore();
  private final Settings settings = Settings.read(url);
  private final Partition coordinator = settings.coordinator();

  @Test
  void the_states_that_the_guide_removes_are_of_commits_that_left_nothing_half_done() throws Exception {
    try (var opened = Persist.open(url)) {
      write(opened, "half");
      Servers.leaveHalfDone(settings.partitions().get(3));
      write(opened, "whole");
    }
    var half = unfinished();
    assertThat(half).hasSize(1);
    assertThat(states()).containsAll(half).hasSizeGreaterThanOrEqualTo(4); // two commits, the opening and the name of the store
    Servers.execute(coordinator.server(),
        "UPDATE " + coordinator.table("state") + " SET tx_created_at = tx_created_at - 172800000");
    Servers.execute(coordinator.server(), guide(1).replace("coordinator.state", coordinator.table("state"))
        .replace("'ID', 'ID'", half.stream().map(id -> "'" + id + "'").collect(Collectors.joining(","))));
    assertThat(states()).hasSize(2).containsAll(half).anyMatch(id -> id.startsWith("persist "));
    try (var opened = Persist.open(url)) {
      assertThat(streams("half")).allSatisfy(stream -> assertThat(opened.log().read(stream)).hasSize(1));
      assertThat(streams("whole")).allSatisfy(stream -> assertThat(opened.log().read(stream)).hasSize(1));
    }
  }

  /** Appends to streams of all partitions in one commit. */
  private static void write(Persist opened, String prefix) {
    var commit = Commit.builder();
    streams(prefix).forEach(stream -> commit.append(stream, NewEvent.of("x", Instant.EPOCH, Json.NULL)));
    assertThat(opened.commit(commit.build())).isInstanceOf(CommitResult.Committed.class);
  }

  private static List<String> streams(String prefix) {
    return IntStream.range(0, 40).mapToObj(i -> prefix + "/" + i).toList();
  }

  private List<String> unfinished() throws Exception {
    var found = new ArrayList<String>();
    for (var partition : settings.partitions()) {
      found.addAll(ids(partition.server(), guide(0).replace("persist_0.cell", partition.table("cell"))));
    }
    return found;
  }

  private List<String> states() throws SQLException {
    return ids(coordinator.server(), "SELECT tx_id FROM " + coordinator.table("state"));
  }

  private static List<String> ids(Server server, String sql) throws SQLException {
    try (var connection = server.connect();
        var statement = connection.createStatement();
        var rows = statement.executeQuery(sql)) {
      var ids = new ArrayList<String>();
      while (rows.next()) {
        ids.add(rows.getString(1));
      }
      return ids;
    }
  }

  /** Returns a block of SQL of the guide. */
  private static String guide(int number) throws IOException {
    return Splitter.on("```")
        .splitToList(Splitter.on("```sql\n").splitToList(Files.readString(GUIDE)).get(number + 1))
        .getFirst();
  }
}
