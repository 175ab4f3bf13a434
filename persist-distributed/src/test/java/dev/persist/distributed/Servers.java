package dev.persist.distributed;

import com.scalar.db.api.TransactionState;
import dev.persist.conformance.Engine;
import dev.persist.conformance.PostgresProcess;
import dev.persist.distributed.Settings.Partition;
import dev.persist.spi.Backend;
import dev.persist.spi.BackendProvider;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Stores on three servers, which this JVM starts when it first needs them and stops at its end. */
final class Servers {
  /** How many partitions a store has: more than servers, so one of them has two. */
  static final int PARTITIONS = 4;

  private static final Queue<Path> EMPTIED = new ConcurrentLinkedQueue<>();
  private static final List<Integer> PORTS = start();

  private Servers() {}

  private static List<Integer> start() {
    try {
      var ports = new ArrayList<Integer>();
      for (var i = 0; i < 3; i++) {
        var port = PostgresProcess.freePort();
        PostgresProcess.start(PostgresProcess.newData(), port, "max_connections=300");
        ports.add(port);
      }
      return ports;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns a new file with the settings of an empty store. */
  static Path newStore() {
    return newStore(PORTS);
  }

  /** Returns a new file with the settings of an empty store on the servers of {@code ports}. */
  static Path newStore(List<Integer> ports) {
    var stem = "s" + UUID.randomUUID().toString().replace("-", "").substring(0, 12);
    var settings = new StringBuilder("scalar.db.storage=multi-storage\nscalar.db.multi_storage.storages=a,b,c\n");
    for (var i = 0; i < 3; i++) {
      var storage = "scalar.db.multi_storage.storages." + "abc".charAt(i) + ".";
      settings.append(storage).append("storage=jdbc\n");
      settings.append(storage)
          .append("contact_points=jdbc:postgresql://127.0.0.1:")
          .append(ports.get(i))
          .append("/postgres?connectTimeout=5&socketTimeout=20&tcpKeepAlive=true\n");
      settings.append(storage).append("username=postgres\n").append(storage).append("password=none\n");
      settings.append(storage).append("jdbc.connection_pool.min_idle=0\n");
    }
    settings.append("scalar.db.consensus_commit.coordinator.namespace=").append(stem).append("_c\n");
    settings.append("scalar.db.multi_storage.namespace_mapping=");
    for (var i = 0; i < PARTITIONS; i++) {
      settings.append(stem).append('_').append(i).append(':').append("abc".charAt(i % 3)).append(',');
    }
    settings.append(stem).append("_c:a\nscalar.db.multi_storage.default_storage=a\n");
    try {
      return Files.writeString(Files.createTempFile("persist", ".properties"), settings);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns an engine with an empty store. */
  static Engine engine() {
    var emptied = EMPTIED.poll();
    var file = emptied == null ? newStore() : emptied;
    return new Engine() {
      @Override
      public String name() {
        return "scalardb";
      }

      @Override
      public Backend open() {
        return BackendProvider.openUrl(url().orElseThrow());
      }

      @Override
      public Optional<String> url() {
        return Optional.of("scalardb:" + file);
      }

      @Override
      public void close() {
        empty(file);
        EMPTIED.add(file);
      }
    };
  }

  /** Empties the store of {@code file}: to make its tables would take longer than most tests. */
  private static void empty(Path file) {
    var settings = Settings.read("scalardb:" + file);
    for (var partition : settings.partitions()) {
      execute(partition.server(), "DELETE FROM " + partition.namespace() + ".cell");
    }
    execute(settings.coordinator().server(), "DELETE FROM " + settings.coordinator().namespace() + ".state");
  }

  /**
   * Makes the rows of the commit that wrote the first event of {@code partition} those of a process that was killed when the commit
   * was acknowledged, and before it had told them.
   */
  static void leaveHalfDone(Partition partition) {
    execute(partition.server(), "UPDATE " + partition.table(Cells.TABLE) + " SET tx_state = "
        + TransactionState.PREPARED.get()
        + ", tx_prepared_at = 0, tx_committed_at = NULL WHERE tx_id = (SELECT tx_id FROM "
        + partition.table(Cells.TABLE) + " WHERE c >= 'e' AND c < 'f' ORDER BY c LIMIT 1)");
  }

  /** Executes {@code sql} on {@code server}. Fails when a transaction was left open there. */
  static void execute(Server server, String sql) {
    try (var connection = DriverManager.getConnection(server.url(), server.user(), server.password());
        var statement = connection.createStatement()) {
      statement.execute("SET lock_timeout = '10s'; " + sql);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
