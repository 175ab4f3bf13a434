package dev.persist.benchmarks;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** Reads of message-db by its functions, a thousand messages at a time, through one connection with JDBC and Jackson. */
record ReadMessageDb(MessageDb store, Connection connection) implements Reads.Peer {
  private static final JsonMapper JACKSON = new JsonMapper();
  private static final String STREAM = "sales-1";

  static ReadMessageDb open(Postgres.Database database) throws Exception {
    var store = MessageDb.open(database);
    var connection = store.pool().getConnection();
    connection.setAutoCommit(false);
    try (var write = connection.prepareStatement("select write_message(gen_random_uuid()::text, ?, ?, ?::jsonb)")) {
      for (var sale : Reads.sales()) {
        write.setString(1, STREAM);
        write.setString(2, Sale.TYPE);
        write.setString(3, JACKSON.writeValueAsString(sale));
        write.executeQuery().close();
      }
    }
    connection.commit();
    return new ReadMessageDb(store, connection);
  }

  @Override
  public Map<String, Reads.Work> works() {
    return Map.of(
        "read a stream", () -> read("select data, position from get_stream_messages('sales-1', ?, ?)", 0),
        "read the global order",
        () -> read("select data, global_position from get_category_messages('sales', ?, ?)", 1));
  }

  private long read(String page, long from) throws SQLException {
    var sum = 0L;
    try (var select = connection.prepareStatement(page)) {
      for (var count = Reads.AT_ONCE; count == Reads.AT_ONCE;) {
        select.setLong(1, from);
        select.setLong(2, Reads.AT_ONCE);
        count = 0;
        try (var rows = select.executeQuery()) {
          for (; rows.next(); count++) {
            sum += JACKSON.readValue(rows.getString(1), Sale.class).cents();
            from = rows.getLong(2) + 1;
          }
        }
      }
    }
    connection.commit();
    return sum;
  }

  @Override
  public void close() throws SQLException {
    connection.close();
    store.close();
  }
}
