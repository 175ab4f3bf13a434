package dev.persist.sql;

import java.sql.Connection;
import java.sql.SQLException;

/**
 * Writes row by row, which suits a database in this process. Its generation never changes, since no other process
 * writes.
 */
final class BatchSession extends Session {
  BatchSession(String name, Connection connection, Statements statements) {
    super(name, connection, statements);
  }

  @Override
  void add(Change change, Turn turn, long step) throws SQLException {
    for (var table : change.added().entrySet()) {
      batch(table.getKey(), table.getValue());
    }
  }

  @Override
  long step() {
    return 0;
  }

  @Override
  boolean writesAtOnce() {
    return false;
  }

  @Override
  void share(boolean isShared) {
    throw new IllegalStateException("no other process writes");
  }

  @Override
  AtOnce atOnce(Guess guess, Turn turn, long step) {
    throw new IllegalStateException("a database in this process needs no round trips");
  }
}
