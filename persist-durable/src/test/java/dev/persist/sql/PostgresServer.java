package dev.persist.sql;

import dev.persist.conformance.PostgresProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;

/** A PostgreSQL server that one test has to itself, to kill and start again. */
final class PostgresServer implements AutoCloseable {
  private final Path data;
  private final int port;
  private PostgresProcess process;
  private int schemas;

  private PostgresServer(Path data, int port) throws IOException {
    this.data = data;
    this.port = port;
    process = start();
  }

  /** Starts a server with an empty database. */
  static PostgresServer empty() throws IOException {
    return on(PostgresProcess.newData());
  }

  /** Starts a server on {@code data}, which it owns from now on. */
  static PostgresServer on(Path data) throws IOException {
    return new PostgresServer(data, PostgresProcess.freePort());
  }

  private PostgresProcess start() throws IOException {
    return PostgresProcess.start(data, port, "max_connections=300");
  }

  Path data() {
    return data;
  }

  int port() {
    return port;
  }

  /** Returns the URL of its database; {@code &name=value} may follow. */
  String url() {
    return url("127.0.0.1:" + port);
  }

  /** Returns a URL of its database by way of {@code hosts}. */
  static String url(String hosts) {
    return "postgresql://" + hosts + "/postgres?user=postgres";
  }

  /** Returns what makes a URL that of a new store, in a schema of its own. */
  String newSchema() throws SQLException {
    schemas++;
    Jdbc.execute(url(), "CREATE SCHEMA store" + schemas);
    return "&currentSchema=store" + schemas;
  }

  /** Kills it at once, as a crash does. */
  void kill() {
    process.kill();
  }

  /** Shuts it down in order; its clients are told. */
  void stop() {
    process.stop();
  }

  /** Starts it again, on the same data and port, after {@link #kill} or {@link #stop}. */
  void restart() throws IOException {
    process = start();
  }

  /** Freezes it: connections stay open and nothing answers. */
  void pause() {
    process.pause();
  }

  /** Undoes {@link #pause}. */
  void resume() {
    process.resume();
  }

  @Override
  public void close() {
    process.close();
  }
}
