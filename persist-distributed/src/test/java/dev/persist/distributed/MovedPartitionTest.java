package dev.persist.distributed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.persist.Commit;
import dev.persist.CommitResult;
import dev.persist.Json;
import dev.persist.NewEvent;
import dev.persist.Persist;
import dev.persist.StoreException;
import dev.persist.distributed.Settings.Partition;
import dev.persist.verify.Verify;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;

/** A part of a store is moved to another server, as docs/guide/several-servers.md says. */
class MovedPartitionTest {
  private final Path store = Servers.newStore();
  private final String url = "scalardb:" + store;

  @Test
  void a_partition_and_the_coordinator_are_moved_away_and_back_with_a_commit_that_was_half_done() throws Exception {
    var here = Files.readString(store);
    var there = here.replaceFirst("_3:a", "_3:b").replaceFirst("_c:a", "_c:c");
    try (var opened = Persist.open(url)) {
      write(opened, 1);
    }
    Servers.leaveHalfDone(Settings.read(url).partitions().get(3));
    moveTo(there);
    try (var opened = Persist.open(url)) {
      requireWhole(opened, 1);
      write(opened, 2);
    }
    refused(here, "is empty, but others are not");
    Files.writeString(store, there);
    Servers.leaveHalfDone(Settings.read(url).partitions().get(3));
    moveTo(here);
    try (var opened = Persist.open(url)) {
      requireWhole(opened, 2);
      write(opened, 3);
      requireWhole(opened, 3);
    }
  }

  private void moveTo(String settings) throws Exception {
    var before = Settings.read(url);
    refused(settings, "is empty, but others are not");
    var after = Settings.read(url);
    move(before.partitions().get(3), after.partitions().get(3), Cells.TABLE);
    refused(settings, "is not the coordinator of this store");
    move(before.coordinator(), after.coordinator(), "state");
  }

  /** Opens the store with {@code settings}, in vain. */
  private void refused(String settings, String why) throws IOException {
    Files.writeString(store, settings);
    assertThatThrownBy(() -> Persist.open(url)).isInstanceOf(StoreException.Unavailable.class)
        .hasMessageContaining(why);
  }

  /** Writes event {@code seq} of each stream, in one commit over all servers. */
  private static void write(Persist opened, int seq) {
    var commit = Commit.builder();
    streams().forEach(stream -> commit.append(stream, NewEvent.of("x", Instant.EPOCH, Json.of(seq))));
    assertThat(opened.commit(commit.build())).isInstanceOf(CommitResult.Committed.class);
  }

  private static List<String> streams() {
    return IntStream.range(0, 40).mapToObj(i -> "s/" + i).toList();
  }

  private static void requireWhole(Persist opened, int seq) {
    var problems = new ArrayList<String>();
    try (var contents = opened.contents()) {
      Verify.each(contents, Optional.empty(), problems::add);
    }
    assertThat(problems).isEmpty();
    assertThat(streams()).allSatisfy(stream -> assertThat(opened.log().read(stream)).hasSize(seq));
  }

  /** Does as the guide does by {@code pg_dump} and {@code psql}. */
  private static void move(Partition from, Partition to, String table) throws Exception {
    var away = new Partition(from.namespace() + "_moved", from.server());
    Servers.execute(from.server(), "ALTER SCHEMA " + from.namespace() + " RENAME TO " + away.namespace());
    var rows = new ByteArrayOutputStream();
    try (var source = from.server().connect(); var target = to.server().connect()) {
      var columns = " (" + columns(source, away, table) + ") ";
      source.unwrap(PGConnection.class).getCopyAPI().copyOut("COPY " + away.table(table) + columns + "TO STDOUT", rows);
      target.unwrap(PGConnection.class)
          .getCopyAPI()
          .copyIn("COPY " + to.table(table) + columns + "FROM STDIN",
              new ByteArrayInputStream(rows.toByteArray()));
    }
    Servers.execute(from.server(), "DROP SCHEMA " + away.namespace() + " CASCADE");
  }

  private static String columns(Connection source, Partition from, String table) throws SQLException {
    try (var statement = source.createStatement();
        var row = statement
            .executeQuery("SELECT string_agg(quote_ident(column_name), ',') FROM information_schema.columns"
                + " WHERE table_schema = '" + from.namespace() + "' AND table_name = '" + table + "'")) {
      row.next();
      return row.getString(1);
    }
  }
}
