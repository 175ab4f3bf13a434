package dev.persist.benchmarks;

import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.sqlite.SQLiteConfig;

/** What SQLite can do under conditional appends: one thread, one transaction for all that wait, heads in memory. */
final class SqlitePrototype implements Contestant {
  private final TemporaryDirectory directory = TemporaryDirectory.create();
  private final Connection database = connect();
  private final Connection checkpoints = connect();
  private final PreparedStatement insert;
  private final PreparedStatement setHead;
  private final Map<String, Long> heads = new HashMap<>();
  private final Batches<Append, Boolean> batches = new Batches<>(this::write);
  private final ScheduledExecutorService checkpointer = Executors.newSingleThreadScheduledExecutor();
  private final Future<?> checkpointing;

  private record Append(String stream, long expected) {}

  SqlitePrototype() throws IOException, SQLException {
    try (var statement = database.createStatement()) {
      statement.execute("pragma journal_mode = wal");
      statement.execute("pragma synchronous = full");
      statement.execute("pragma wal_autocheckpoint = 0");
      statement.execute(EventRow.table("blob"));
      statement.execute("create table head (stream text primary key, last_seq integer)");
    }
    database.setAutoCommit(false);
    insert = database.prepareStatement(EventRow.INSERT);
    setHead = database.prepareStatement(
        "insert into head values (?, ?) on conflict (stream) do update set last_seq = excluded.last_seq");
    checkpointing = checkpointer.scheduleWithFixedDelay(this::checkpoint, 1, 1, TimeUnit.SECONDS);
  }

  private Connection connect() throws SQLException {
    var config = new SQLiteConfig();
    config.setGetGeneratedKeys(false); // a query more after each insert
    return config.createConnection("jdbc:sqlite:" + directory.path().resolve("store.db"));
  }

  private List<Boolean> write(List<Append> appends) throws SQLException {
    var answers = new ArrayList<Boolean>();
    var changed = new HashMap<String, Long>();
    for (var append : appends) {
      var last = changed.getOrDefault(append.stream, heads.getOrDefault(append.stream, 0L));
      if (last == append.expected) {
        EventRow.insert(insert, append.stream, last + 1);
        changed.put(append.stream, last + 1);
      }
      answers.add(last == append.expected);
    }
    for (var head : changed.entrySet()) {
      setHead.setString(1, head.getKey());
      setHead.setLong(2, head.getValue());
      setHead.executeUpdate();
    }
    database.commit();
    heads.putAll(changed);
    return answers;
  }

  private void checkpoint() {
    try (var statement = checkpoints.createStatement()) {
      statement.execute("pragma wal_checkpoint(passive)");
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public Client client() {
    return new Client() {
      private final String stream = Contestant.newStream();
      private long seq;

      @Override
      public void append() {
        if (!batches.submit(new Append(stream, seq))) {
          throw new IllegalStateException("a conflict on a stream of one's own");
        }
        seq++;
      }
    };
  }

  @Override
  public long stored() throws SQLException {
    if (checkpointing.isDone()) {
      throw new IllegalStateException("checkpoints stopped", checkpointing.exceptionNow());
    }
    try (var reading = connect();
        var statement = reading.createStatement();
        var row = statement.executeQuery("select count(*) from event")) {
      return row.getLong(1);
    }
  }

  @Override
  public void close() throws IOException, SQLException {
    checkpointer.close();
    batches.close();
    checkpoints.close();
    database.close();
    directory.close();
  }
}
