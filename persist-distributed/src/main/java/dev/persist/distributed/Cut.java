package dev.persist.distributed;

import com.scalar.db.api.TransactionState;
import com.scalar.db.transaction.consensuscommit.CoordinatorStateAccessor;
import dev.persist.Entry;
import dev.persist.Event;
import dev.persist.Json;
import dev.persist.StoreException;
import dev.persist.distributed.Cells.Cell;
import dev.persist.distributed.Settings.Partition;
import dev.persist.files.Opening;
import dev.persist.group.Reads;
import dev.persist.group.Workers;
import dev.persist.ordered.EventCodec;
import dev.persist.ordered.Layout;
import dev.persist.spi.Contents;
import dev.persist.spi.Outcome;
import dev.persist.spi.Page;
import dev.persist.spi.StreamHead;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The contents of all servers as of one moment. Each server sees a moment of its own, so all tables are locked against
 * writes until each server has begun a transaction that reads: some milliseconds. Then the locks are released.
 *
 * <p>A transaction over several servers may be half done at that moment. Its rows tell what they were before, and the table
 * of the coordinator tells whether it counts, as they do for ScalarDB.
 */
final class Cut implements Contents {
  private static final long WAIT_NANOS = TimeUnit.SECONDS.toNanos(30);
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  /** How many rows a driver fetches at a time: few, as each may have a megabyte. */
  private static final int FETCHED = 64;

  private final Cluster cluster;
  private final Reads reads;
  private final Workers workers;
  private final Map<Server, Connection> connections;

  private Cut(Cluster cluster, Reads reads, Workers workers, Map<Server, Connection> connections) {
    this.cluster = cluster;
    this.reads = reads;
    this.workers = workers;
    this.connections = connections;
  }

  /** Returns the contents of {@code cluster} as of now. They can be read while {@code reads} pass, by {@code workers}. */
  static Cut of(Cluster cluster, Reads reads, Workers workers) {
    var deadline = System.nanoTime() + WAIT_NANOS;
    while (true) {
      try {
        return new Cut(cluster, reads, workers, begin(cluster));
      } catch (SQLException e) { // a server is away, or a writer waited for a lock that it had, and one had to give way
        if (System.nanoTime() > deadline) {
          throw new StoreException.Unavailable(
              "the store " + cluster.name() + " cannot be read as of one moment: " + e.getMessage(), e);
        }
        LockSupport.parkNanos(PAUSE_NANOS);
      }
    }
  }

  private static Map<Server, Connection> begin(Cluster cluster) throws SQLException {
    var begun = new LinkedHashMap<Server, Connection>();
    try (var opening = new Opening(); var locks = new Opening()) {
      var locking = new LinkedHashMap<Server, Connection>();
      for (var server : cluster.settings().servers()) {
        locking.put(server, locks.add(server.connect()));
        begun.put(server, opening.add(server.connect()));
      }
      for (var lock : locking.entrySet()) {
        lock.getValue().setAutoCommit(false);
        execute(lock.getValue(), "SET LOCAL lock_timeout = '10s'");
        execute(lock.getValue(),
            "LOCK TABLE " + String.join(", ", cluster.settings().tables(lock.getKey())) + " IN SHARE MODE");
      }
      for (var reading : begun.entrySet()) {
        reading.getValue().setAutoCommit(false);
        execute(reading.getValue(), "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY");
        // A transaction sees the moment of its first statement that reads.
        execute(reading.getValue(),
            "SELECT FROM " + cluster.settings().tables(reading.getKey()).getFirst() + " LIMIT 1");
      }
      opening.succeeded();
      return begun;
    }
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  @Override
  public Optional<StreamHead> head(String stream) {
    return read(() -> one(cluster.of(stream), Layout.head(stream)).map(this::head));
  }

  private StreamHead head(Cell cell) {
    var stream = Layout.name(cell.key);
    var row = Cells.decoded(cell.value, StreamRow::read);
    return new StreamHead(stream, row.mayLag() ? lastSeq(stream, row) : row.head().lastSeq(), row.head().truncated());
  }

  private long lastSeq(String stream, StreamRow row) {
    try (var events = new Range(cluster.of(stream), row.lagging(stream), row.afterLagging(stream), "DESC")) {
      return events.next().map(event -> Layout.seq(event.key)).orElse(row.head().lastSeq());
    }
  }

  @Override
  public Optional<Json> value(String key) {
    return one(cluster.of(key), Layout.value(key)).map(row -> Cells.decoded(row.value, Json::ofCanonical));
  }

  private Optional<Cell> one(Partition partition, byte[] key) {
    return read(() -> {
      try (var rows = new Range(partition, key, Layout.after(key), "ASC")) {
        return rows.next();
      }
    });
  }

  @Override
  public List<StreamHead> streams(String stream, int limit) {
    return page(Page.ofStreams(limit), Layout.after(Layout.head(stream)), row -> Optional.of(head(row)));
  }

  @Override
  public List<Event> events(String stream, long seq, int limit) {
    var dropped = dropped();
    return page(Page.ofEvents(limit), Layout.after(Layout.event(stream, seq)), row -> {
      var name = Layout.stream(row.key, Layout.end(row.key));
      return Layout.seq(row.key) <= dropped.getOrDefault(name, Dropped.NONE).events()
          ? Optional.empty()
          : Optional.of(Cells.decoded(row.value, stored -> EventCodec.read(name, Layout.seq(row.key), stored)));
    });
  }

  /** Returns, by stream, what counts as removed. */
  private Map<String, Dropped> dropped() {
    return read(() -> {
      var dropped = new HashMap<String, Dropped>();
      for (var partition : cluster.partitions()) {
        try (var rows = new Range(partition, Dropped.FIRST, Dropped.END, "ASC")) {
          dropped.putAll(Dropped.in(rows::next));
        }
      }
      return dropped;
    });
  }

  @Override
  public List<Outcome> outcomes(String stream, String key, int limit) {
    var dropped = dropped();
    return page(Page.ofOutcomes(limit), Layout.after(Layout.outcome(stream, key)), row -> {
      var end = Layout.end(row.key);
      var name = Layout.stream(row.key, end);
      var outcome = Cells.decoded(row.value, stored -> EventCodec.outcome(name, Layout.id(row.key, end), stored));
      return outcome.isForgottenThrough(dropped.getOrDefault(name, Dropped.NONE).outcomes())
          ? Optional.empty()
          : Optional.of(outcome);
    });
  }

  @Override
  public List<Entry<Json>> entries(String key, int limit) {
    return page(Page.ofEntries(limit), Layout.after(Layout.value(key)),
        row -> Optional.of(new Entry<>(Layout.name(row.key), Cells.decoded(row.value, Json::ofCanonical))));
  }

  /** Returns the rows of one kind from {@code from} on, except those that {@code decode} leaves out. */
  private <T> List<T> page(Page<T> page, byte[] from, Function<Cell, Optional<T>> decode) {
    return read(() -> {
      try (var opened = new Opening()) {
        var sources = new ArrayList<Merged.Source>();
        for (var partition : cluster.partitions()) {
          sources.add(opened.add(new Range(partition, from, new byte[]{(byte) (from[0] + 1)}, "ASC"))::next);
        }
        var rows = new Merged(sources);
        for (var row = rows.next(); row.isPresent(); row = rows.next()) {
          decode.apply(row.get()).ifPresent(page::add);
          if (page.isFull()) {
            break;
          }
        }
        return page.elements();
      }
    });
  }

  /** The rows of a partition from a key to before another, as of the moment. */
  private final class Range implements AutoCloseable {
    private final PreparedStatement statement;
    private final ResultSet rows;

    Range(Partition partition, byte[] from, byte[] end, String order) {
      try {
        statement = connection(partition).prepareStatement("SELECT c, v, before_v, tx_state, tx_id FROM "
            + partition.table(Cells.TABLE) + " WHERE p = 0 AND c >= ? AND c < ? ORDER BY c " + order);
        statement.setFetchSize(FETCHED);
        statement.setBytes(1, from);
        statement.setBytes(2, end);
        rows = statement.executeQuery();
      } catch (SQLException e) {
        throw lost(e);
      }
    }

    /** Returns the next row that was there; empty at the end. */
    Optional<Cell> next() {
      try {
        while (rows.next()) {
          var value = value();
          if (value != null) {
            return Optional.of(new Cell(rows.getBytes(1), value));
          }
        }
        return Optional.empty();
      } catch (SQLException e) {
        throw lost(e);
      }
    }

    private byte @Nullable [] value() throws SQLException {
      var state = TransactionState.getInstance(rows.getInt(4));
      if (state == TransactionState.COMMITTED) {
        return rows.getBytes(2);
      }
      return isCommitted(rows.getString(5))
          ? state == TransactionState.DELETED ? null : rows.getBytes(2)
          : rows.getBytes(3);
    }

    @Override
    public void close() {
      try {
        statement.close();
      } catch (SQLException e) {
        throw lost(e);
      }
    }
  }

  private Connection connection(Partition partition) {
    return Objects.requireNonNull(connections.get(partition.server()));
  }

  private boolean isCommitted(String transaction) throws SQLException {
    var coordinator = cluster.settings().coordinator();
    try (var statement = connection(coordinator).prepareStatement("SELECT tx_state FROM "
        + coordinator.table(CoordinatorStateAccessor.TABLE) + " WHERE tx_id = ?")) {
      statement.setString(1, transaction);
      try (var rows = statement.executeQuery()) {
        return rows.next() && rows.getInt(1) == TransactionState.COMMITTED.get();
      }
    }
  }

  private StoreException.Unavailable lost(SQLException e) {
    return new StoreException.Unavailable("the connection to the store " + cluster.name()
        + " was lost while its contents were read: " + e.getMessage() + "; begin again", e);
  }

  private <T> T read(Supplier<T> read) {
    return workers.forVirtual(() -> reads.read(read));
  }

  @Override
  public void close() {
    for (var connection : connections.values()) {
      try {
        connection.close();
      } catch (SQLException e) {
        // Nothing was written through it.
      }
    }
  }
}
