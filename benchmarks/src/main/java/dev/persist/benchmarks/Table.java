package dev.persist.benchmarks;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.SQLException;

/**
 * The least that a conditional append can be in PostgreSQL, as many write it by hand: one insert, whose primary key refuses
 * a seq that is taken. It has no order over all streams and no ids.
 */
record Table(Postgres.Database database, HikariDataSource pool) implements Contestant {
  static Table open(Postgres.Database database) throws SQLException {
    var pool = database.pool(true, "public");
    try (var connection = pool.getConnection(); var statement = connection.createStatement()) {
      statement.execute(EventRow.table("bytea"));
    }
    return new Table(database, pool);
  }

  @Override
  public Client client() {
    return new Client() {
      private final String stream = Contestant.newStream();
      private long seq;

      @Override
      public void append() throws SQLException {
        try (var connection = pool.getConnection(); var insert = connection.prepareStatement(EventRow.INSERT)) {
          EventRow.insert(insert, stream, ++seq);
        }
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
