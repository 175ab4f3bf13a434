package dev.persist.sql;

import dev.persist.conformance.PostgresProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;

/** A primary, and a standby that has every commit before the primary acknowledges it. */
record PostgresCluster(PostgresServer primary, PostgresServer standby) implements AutoCloseable {
  /** What a server makes for itself, and must not find in a copy. */
  private static final Set<String> ITS_OWN = Set.of("postmaster.pid", "postmaster.opts", "pg_wal", "pg_replslot");

  static PostgresCluster start() throws IOException, SQLException {
    var primary = PostgresServer.empty();
    try (var connection = Jdbc.connect(primary.url()); var statement = connection.createStatement()) {
      var standby = PostgresServer.on(copy(primary, connection));
      statement.execute("ALTER SYSTEM SET synchronous_standby_names = 'standby'");
      statement.execute("SELECT pg_reload_conf()");
      var cluster = new PostgresCluster(primary, standby);
      cluster.awaitSynchronous();
      return cluster;
    }
  }

  private static Path copy(PostgresServer primary, Connection connection) throws IOException, SQLException {
    var copy = PostgresProcess.newCopy();
    try (var statement = connection.createStatement()) {
      statement.execute("SELECT pg_backup_start('standby', fast => true)");
      copy(primary.data(), copy);
      try (var rows = statement.executeQuery("SELECT labelfile FROM pg_backup_stop()")) {
        rows.next();
        Files.writeString(copy.resolve("backup_label"), rows.getString(1));
      }
    }
    Files.createFile(copy.resolve("standby.signal"));
    Files.writeString(copy.resolve("postgresql.auto.conf"), """
        primary_conninfo = 'host=127.0.0.1 port=%d user=postgres application_name=standby'
        """.formatted(primary.port()));
    return copy;
  }

  private static void copy(Path from, Path to) throws IOException {
    try (var files = Files.walk(from)) {
      for (var file : (Iterable<Path>) files::iterator) {
        var name = from.relativize(file);
        var ours = ITS_OWN.contains(name.getName(0).toString());
        if (!name.toString().isEmpty() && (!ours || Files.isDirectory(file))) {
          Files.copy(file, to.resolve(name.toString()));
        }
      }
    }
  }

  private void awaitSynchronous() throws SQLException {
    try (var connection = Jdbc.connect(primary.url()); var statement = connection.createStatement()) {
      while (true) {
        try (var rows = statement.executeQuery("SELECT FROM pg_stat_replication WHERE sync_state = 'sync'")) {
          if (rows.next()) {
            return;
          }
        }
        LockSupport.parkNanos(1_000_000);
      }
    }
  }

  /** Returns the URL of whichever server is primary; {@code &name=value} may follow. */
  String url() {
    return PostgresServer.url("127.0.0.1:%d,127.0.0.1:%d".formatted(primary.port(), standby.port()))
        + "&targetServerType=primary";
  }

  /** Kills the primary at once, as a crash does. */
  void killPrimary() {
    primary.kill();
  }

  /**
   * Makes the standby a primary, and waits until it is one: not in the statement that asks for it, whose snapshot may hold up what
   * has to be replayed before.
   */
  void promote() throws SQLException {
    Jdbc.execute(standby.url(), "SELECT pg_promote(false)");
    Jdbc.await(standby.url(), "NOT pg_is_in_recovery()");
  }

  @Override
  public void close() {
    standby.close();
    primary.close();
  }
}
