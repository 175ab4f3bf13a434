package dev.persist.distributed;

import com.scalar.db.api.TransactionState;
import com.scalar.db.transaction.consensuscommit.Attribute;
import com.scalar.db.transaction.consensuscommit.CoordinatorStateAccessor;
import dev.persist.distributed.Settings.Partition;
import dev.persist.ordered.Layout;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.UUID;

/**
 * ScalarDB's table of how transactions over several servers ended. One that was acknowledged may have left rows that only this
 * table tells from rows to take back, and an empty table says to take them back. So the table knows its stores: it has a row
 * {@code persist STORE} for each, among those of the transactions. The cell at the key {@code c} of the first partition says that
 * it was written. (Stores of earlier versions do not have it until they are opened.)
 *
 * @param place where it is
 * @param store tells the store from others
 */
record Coordinator(Partition place, UUID store) {
  static final byte[] KEY = Layout.key('c', "");

  private String table() {
    return place.table(CoordinatorStateAccessor.TABLE);
  }

  /** Makes the table know the store. */
  void learn() throws SQLException {
    try (var connection = place.server().connect();
        var statement = connection
            .prepareStatement("INSERT INTO " + table() + " (" + Attribute.ID + ", " + Attribute.STATE
                + ", " + Attribute.CREATED_AT + ") VALUES (?, ?, ?) ON CONFLICT DO NOTHING")) {
      name(statement);
      statement.setInt(2, TransactionState.COMMITTED.get());
      statement.setLong(3, System.currentTimeMillis());
      statement.execute();
    }
  }

  boolean knows() throws SQLException {
    try (var connection = place.server().connect();
        var statement = connection.prepareStatement("SELECT FROM " + table() + " WHERE " + Attribute.ID + " = ?")) {
      name(statement);
      try (var rows = statement.executeQuery()) {
        return rows.next();
      }
    }
  }

  private void name(PreparedStatement statement) throws SQLException {
    statement.setString(1, "persist " + store);
  }
}
