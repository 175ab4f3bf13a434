package dev.persist.benchmarks;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.OptionalLong;

/** A conditional append as it is usually written for PostgreSQL: each in a transaction of its own. */
record OneTransaction(Postgres.Database database, HikariDataSource pool) implements Contestant {
  static OneTransaction open(Postgres.Database database) throws SQLException {
    var pool = database.pool(false, "public");
    try (var connection = pool.getConnection(); var statement = connection.createStatement()) {
      statement.execute(EventRow.table("bytea"));
      statement.execute("create table head (stream text primary key, last_seq bigint)");
      connection.commit();
    }
    return new OneTransaction(database, pool);
  }

  private boolean append(String stream, long expected) throws SQLException {
    try (var connection = pool.getConnection()) {
      var last = lock(connection, stream);
      if (last.isEmpty()) {
        create(connection, stream);
        last = lock(connection, stream);
      }
      if (last.getAsLong() != expected) {
        connection.rollback();
        return false;
      }
      try (var insert = connection.prepareStatement(EventRow.INSERT);
          var advance = connection.prepareStatement("update head set last_seq = ? where stream = ?")) {
        EventRow.insert(insert, stream, expected + 1);
        advance.setLong(1, expected + 1);
        advance.setString(2, stream);
        advance.executeUpdate();
      }
      connection.commit();
      return true;
    }
  }

  private static OptionalLong lock(Connection connection, String stream) throws SQLException {
    try (var select = connection.prepareStatement("select last_seq from head where stream = ? for update")) {
      select.setString(1, stream);
      try (var row = select.executeQuery()) {
        return row.next() ? OptionalLong.of(row.getLong(1)) : OptionalLong.empty();
      }
    }
  }

  private static void create(Connection connection, String stream) throws SQLException {
    try (var insert = connection.prepareStatement("insert into head values (?, 0) on conflict do nothing")) {
      insert.setString(1, stream);
      insert.executeUpdate();
    }
  }

  @Override
  public Client client() {
    return new Client() {
      private final String stream = Contestant.newStream();
      private long seq;

      @Override
      public void append() throws SQLException {
        if (!OneTransaction.this.append(stream, seq)) {
          throw new IllegalStateException("a conflict on a stream of one's own");
        }
        seq++;
      }
    };
  }

  @Override
  public long stored() throws SQLException {
    return database.number("select count(*) from event");
  }

  @Override
  public void close() throws SQLException {
    pool.close();
    database.close();
  }
}
