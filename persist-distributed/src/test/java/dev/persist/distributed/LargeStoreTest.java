package dev.persist.distributed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.persist.Json;
import dev.persist.conformance.Rule;
import dev.persist.distributed.Settings.Partition;
import dev.persist.distributed.StreamRow.Kept;
import dev.persist.ordered.Head;
import dev.persist.ordered.Layout;
import dev.persist.spi.Movable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A page of a store with many streams and keys reads about as many rows as it has, whatever the planner takes to be cheap. */
class LargeStoreTest {
  private static final Path STORE = newStore();

  /** In each partition. */
  private static final int MANY = 50_000;

  private static final int PAGE = 100;

  /** Some reads are made twice, and each partition is asked for a page. */
  private static final long MOST_READ = 4 * Servers.PARTITIONS * PAGE;

  /** Its servers take the cache to be small, so that few rows are as far from each other as many would be. */
  private static Path newStore() {
    var file = Servers.newStore();
    try {
      return Files.writeString(file, Files.readString(file)
          .replace("/postgres?", "/postgres?options=-c%20effective_cache_size%3D1MB&"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @BeforeAll
  static void fill() throws SQLException {
    open().close();
    for (var partition : partitions()) {
      fill(partition);
    }
  }

  private static Movable open() {
    return (Movable) new ScalarDbProvider().open("scalardb:" + STORE);
  }

  private static List<Partition> partitions() {
    return Settings.read("scalardb:" + STORE).partitions();
  }

  /** Adds rows in no order, so that neighbours in a page are far from each other on the disk. */
  private static void fill(Partition partition) throws SQLException {
    var numbers = new ArrayList<>(IntStream.range(0, MANY).boxed().toList());
    Collections.shuffle(numbers, new Random(1));
    try (var connection = connect(partition);
        var adding = connection.prepareStatement("INSERT INTO " + partition.table(Cells.TABLE)
            + " (p, c, v, tx_id, tx_state, tx_version, tx_prepared_at, tx_committed_at) VALUES (0, ?, ?, 'x', 3, 1, 1, 1)")) {
      connection.setAutoCommit(false);
      for (var number : numbers) {
        var name = "%05d of %s".formatted(number, partition.namespace());
        add(adding, Layout.head(name), new StreamRow(new Head(1, 1), Kept.EXACT).write());
        add(adding, Layout.value(name), Json.of(number).toBytes());
      }
      adding.executeBatch();
      connection.commit();
      connection.setAutoCommit(true);
      connection.createStatement().execute("ANALYZE " + partition.table(Cells.TABLE));
    }
  }

  private static void add(PreparedStatement adding, byte[] key, byte[] value) throws SQLException {
    adding.setBytes(1, key);
    adding.setBytes(2, Sealed.seal(key, value));
    adding.addBatch();
  }

  private static Connection connect(Partition partition) throws SQLException {
    var server = partition.server();
    return DriverManager.getConnection(server.url(), server.user(), server.password());
  }

  @Test
  @Rule("L5")
  void a_page_of_streams_reads_few_rows() throws Exception {
    assertReadsFew(backend -> backend.streams("25000", PAGE));
  }

  @Test
  @Rule("L5")
  void a_page_of_entries_reads_few_rows() throws Exception {
    assertReadsFew(backend -> backend.entries("", "25000", PAGE));
  }

  @Test
  @Rule("L5")
  void a_page_of_the_contents_reads_few_rows() throws Exception {
    assertReadsFew(backend -> {
      try (var contents = backend.contents()) {
        return contents.streams("25000", PAGE);
      }
    });
    assertReadsFew(backend -> {
      try (var contents = backend.contents()) {
        return contents.entries("25000", PAGE);
      }
    });
  }

  private static void assertReadsFew(Function<Movable, Collection<?>> page) throws Exception {
    var before = rowsRead();
    try (var backend = open()) {
      assertThat(page.apply(backend)).hasSize(PAGE);
    } // now its connections end, and say how much they have read
    var after = rowsRead();
    for (var last = before; after == before || after != last; after = rowsRead()) {
      last = after;
      LockSupport.parkNanos(200_000_000); // until the servers have counted all
    }
    assertThat(after - before).isBetween((long) PAGE, MOST_READ);
  }

  private static long rowsRead() throws SQLException {
    var rows = 0L;
    for (var partition : partitions()) {
      try (var connection = connect(partition);
          var statement = connection.createStatement();
          var found = statement.executeQuery("SELECT seq_tup_read + idx_tup_fetch FROM pg_stat_user_tables"
              + " WHERE schemaname = '" + partition.namespace() + "'")) {
        found.next();
        rows += found.getLong(1);
      }
    }
    return rows;
  }
}
