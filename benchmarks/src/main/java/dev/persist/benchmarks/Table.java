package dev.persist.benchmarks;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.SQLException;

/**
 * The least that a conditional append can be in PostgreSQL, as many write it by hand: one insert, whose primary key refuses
 * a seq that is taken. It has no order over all streams and no ids.
 */
record Table(Postgres.Database database, HikariDataSource pool, int events) implements Contestant {
  /** Opens one whose clients append {@code events} at a time, as a batch in one transaction if there are several. */
  static Table open(Postgres.Database database, int events) throws SQLException {
    var pool = database.pool(events == 1, "public");
    create(pool);
    return new Table(database, pool, events);
  }

  /** Creates the table, and returns {@code pool}. */
  static HikariDataSource create(HikariDataSource pool) throws SQLException {
    try (var connection = pool.getConnection(); var statement = connection.createStatement()) {
      statement.execute(EventRow.table("bytea"));
      if (!pool.isAutoCommit()) {
        connection.commit();
      }
    }
    return pool;
  }

  @Override
  public Client client() {
    return client(pool, events);
  }

  /** Returns a client that appends through {@code pool}, {@code events} at a time. */
  static Client client(HikariDataSource pool, int events) {
    return new Client() {
      private final String stream = Contestant.newStream();
      private long seq;

      @Override
      public void append() throws SQLException {
        try (var connection = pool.getConnection(); var insert = connection.prepareStatement(EventRow.INSERT)) {
          if (events == 1) {
            EventRow.insert(insert, stream, ++seq);
            return;
          }
          for (var i = 0; i < events; i++) {
            EventRow.set(insert, stream, ++seq);
            insert.addBatch();
          }
          insert.executeBatch();
          connection.commit();
        }
      }

      @Override
      public int events() {
        return events;
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
