package dev.persist.sql;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.IntStream;

/** A database that syncs its log with every transaction, and is checkpointed on demand only. */
final class LoggedDatabase implements AutoCloseable {
  static final int PAGE = 512;

  private final Path path;
  private final Connection open;

  LoggedDatabase(Path path) throws SQLException {
    this.path = path;
    open = DriverManager.getConnection("jdbc:sqlite:" + path);
    for (var pragma : List.of("page_size=" + PAGE, "journal_mode=WAL", "synchronous=FULL", "wal_autocheckpoint=0")) {
      execute("PRAGMA " + pragma);
    }
    execute("CREATE TABLE t(n INTEGER PRIMARY KEY, v TEXT)");
    checkpoint();
  }

  /** Inserts rows, in a transaction each unless one has begun: most fit into one page. */
  void insert(int from, int to) {
    IntStream.rangeClosed(from, to).forEach(n -> insertSized(n, 20 + n % 7 * 60));
  }

  void insertSized(int n, int length) {
    execute("INSERT INTO t VALUES(" + n + ", '" + "x".repeat(length) + "')");
  }

  /** Copies the log to the database, so that the next transaction begins the log anew. */
  void checkpoint() {
    execute("PRAGMA wal_checkpoint(PASSIVE)");
  }

  void execute(String sql) {
    try (var statement = open.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new AssertionError(sql, e);
    }
  }

  /** What a kill would leave now. */
  Killed killed() throws IOException {
    return new Killed(path.getParent(), Files.readAllBytes(path), Files.readAllBytes(Path.of(path + "-wal")));
  }

  @Override
  public void close() throws SQLException {
    open.close();
  }
}
