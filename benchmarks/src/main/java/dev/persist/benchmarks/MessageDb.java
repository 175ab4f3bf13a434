package dev.persist.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.UUID;

/**
 * <a href="https://github.com/message-db/message-db">message-db</a>, by {@code write_message}. Each stream is a category
 * of its own, since writes to one category wait for each other.
 */
record MessageDb(Postgres.Database database, HikariDataSource pool) implements Contestant {
  private static final String PACKAGE = "@eventide/message-db@1.3.1";

  /** What has to be there before what uses it; the roles, their privileges and the views take no part in writes. */
  private static final List<String> PARTS = List.of("schema", "extensions", "tables", "types", "functions", "indexes");

  static MessageDb open(Postgres.Database database) throws Exception {
    try (var directory = TemporaryDirectory.create()) {
      download(directory.path());
      var pool = database.pool(true, "message_store,public");
      try (var connection = pool.getConnection(); var statement = connection.createStatement()) {
        for (var part : PARTS) {
          install(directory.path().resolve("package/database").resolve(part), statement);
        }
      }
      return new MessageDb(database, pool);
    } catch (LeftOut e) {
      database.close();
      throw e;
    }
  }

  private static void download(Path directory) throws IOException, InterruptedException, LeftOut {
    var command = "npm pack --silent " + PACKAGE + " && tar xzf *.tgz";
    var process = new ProcessBuilder("sh", "-c", command).directory(directory.toFile())
        .redirectErrorStream(true)
        .start();
    var output = new String(process.getInputStream().readAllBytes(), UTF_8);
    if (process.waitFor() != 0) {
      throw new LeftOut("`" + command + "` failed: " + output.strip(), null);
    }
  }

  private static void install(Path part, Statement statement) throws IOException, SQLException {
    try (var files = Files.list(part)) {
      for (var file : files.sorted().toList()) {
        statement.execute(Files.readString(file));
      }
    }
  }

  @Override
  public Client client() {
    return new Client() {
      private final String stream = "sales" + UUID.randomUUID().toString().replace("-", "") + "-1";
      private final String data = Sale.ONE.data().toString();
      private final String meta = Sale.ONE.meta().toString();
      private long version = -1;

      @Override
      public void append() throws SQLException {
        try (var connection = pool.getConnection();
            var write = connection.prepareStatement("select write_message(?, ?, ?, ?::jsonb, ?::jsonb, ?)")) {
          write.setString(1, UUID.randomUUID().toString());
          write.setString(2, stream);
          write.setString(3, Sale.ONE.type());
          write.setString(4, data);
          write.setString(5, meta);
          write.setLong(6, version);
          try (var row = write.executeQuery()) {
            row.next();
            version = row.getLong(1);
          }
        }
      }
    };
  }

  @Override
  public long stored() throws SQLException {
    return database.number("select count(*) from message_store.messages");
  }

  @Override
  public void close() throws SQLException {
    pool.close();
    database.close();
  }
}
