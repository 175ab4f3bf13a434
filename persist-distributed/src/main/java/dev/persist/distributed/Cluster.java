package dev.persist.distributed;

import com.scalar.db.api.DistributedTransactionAdmin;
import com.scalar.db.api.DistributedTransactionManager;
import com.scalar.db.api.TableMetadata;
import com.scalar.db.exception.storage.ExecutionException;
import com.scalar.db.exception.transaction.TransactionException;
import com.scalar.db.io.DataType;
import com.scalar.db.service.TransactionFactory;
import dev.persist.StoreException;
import dev.persist.distributed.Cells.Cell;
import dev.persist.distributed.Settings.Partition;
import dev.persist.files.Opening;
import dev.persist.ordered.Layout;
import java.nio.ByteBuffer;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/** The partitions of a store, open. Safe for use by any thread. */
final class Cluster implements AutoCloseable {
  private static final int CREATIONS = 5;
  private static final Duration KEPT = Duration.ofDays(1);

  private final Settings settings;
  private final Placement placement;
  private final DistributedTransactionManager transactions;

  private Cluster(Settings settings, DistributedTransactionManager transactions) {
    this.settings = settings;
    this.placement = new Placement(settings.partitions().size());
    this.transactions = transactions;
  }

  /**
   * What each partition knows of its store. Storage format: {@code format (4) partitions (4) number (4) store (16)}, at the
   * key of the format.
   *
   * @param format that of {@link Layout}
   * @param number that of the partition
   * @param store tells the store from others
   */
  private record Origin(int format, int partitions, int number, UUID store) {
    static Origin read(byte[] stored) {
      var in = ByteBuffer.wrap(stored);
      return new Origin(in.getInt(), in.getInt(), in.getInt(), new UUID(in.getLong(), in.getLong()));
    }

    byte[] write() {
      return ByteBuffer.allocate(28)
          .putInt(format)
          .putInt(partitions)
          .putInt(number)
          .putLong(store.getMostSignificantBits())
          .putLong(store.getLeastSignificantBits())
          .array();
    }
  }

  /** Opens the store, and creates it when it does not exist. */
  static Cluster open(Settings settings) {
    var isMade = settings.servers()
        .stream()
        .map(server -> server.has(settings.tables(server), settings.name()))
        .reduce(true, Boolean::logicalAnd);
    try (var opening = new Opening()) {
      var factory = TransactionFactory.create(settings.scalarDb());
      if (!isMade) {
        try (var admin = factory.getTransactionAdmin()) {
          create(settings, admin);
        }
      }
      var transactions = factory.getTransactionManager();
      opening.add(transactions);
      var cluster = new Cluster(settings, transactions);
      new Patience(settings.name()).until(tries -> cluster.requireOne());
      cluster.dropOldMarks();
      opening.succeeded();
      return cluster;
    } catch (StoreException e) {
      throw e;
    } catch (RuntimeException e) {
      throw new StoreException.Unavailable("cannot open the store " + settings.name() + ": " + e.getMessage(), e);
    }
  }

  /** Makes what is not there. Another process may do the same at this moment, which the database does not expect. */
  private static void create(Settings settings, DistributedTransactionAdmin admin) {
    for (var tries = 1;; tries++) {
      try {
        // Repaired, not made: ScalarDB still has a table in its notes that was moved away, and would not make it again.
        admin.repairCoordinatorTables(Map.of());
        for (var partition : settings.partitions()) {
          admin.createNamespace(partition.namespace(), true);
          admin.repairTable(partition.namespace(), Cells.TABLE, TableMetadata.newBuilder()
              .addColumn(Cells.PARTITION, DataType.INT)
              .addColumn(Cells.KEY, DataType.BLOB)
              .addColumn(Cells.VALUE, DataType.BLOB)
              .addPartitionKey(Cells.PARTITION)
              .addClusteringKey(Cells.KEY)
              .build(), Map.of());
        }
        return;
      } catch (ExecutionException e) {
        if (tries == CREATIONS) {
          throw new StoreException.Unavailable(
              "cannot open the store " + settings.name() + ": its tables cannot be made: " + e.getMessage(), e);
        }
      }
    }
  }

  /** Requires the partitions to be those of one store, each in its place; makes them so when all are new. */
  private boolean requireOne() {
    try (var cells = begin()) {
      var found = settings.partitions()
          .stream()
          .map(partition -> cells.get(partition, Layout.formatKey()).map(Origin::read))
          .toList();
      var partitions = found.size();
      var store = found.getFirst().map(Origin::store).orElseGet(UUID::randomUUID);
      if (found.stream().allMatch(Optional::isEmpty)) {
        for (var number = 0; number < partitions; number++) {
          cells.insert(settings.partitions().get(number), Layout.formatKey(),
              new Origin(Layout.FORMAT, partitions, number, store).write());
        }
      } else {
        for (var number = 0; number < partitions; number++) {
          require(settings.partitions().get(number), found.get(number), number, found);
        }
      }
      require(new Coordinator(settings.coordinator(), store), cells);
      cells.commit();
      return true;
    }
  }

  private void require(Partition partition, Optional<Origin> found, int number, List<Optional<Origin>> all) {
    var where = "the namespace " + partition.namespace() + " on the storage \"" + partition.server() + "\"";
    if (found.isEmpty()) {
      throw unavailable(where + " is empty, but others are not; map each namespace to the server that has it");
    }
    var origin = found.get();
    if (origin.format() > Layout.FORMAT) {
      throw unavailable("its format is " + origin.format() + ", this version reads up to " + Layout.FORMAT
          + "; use a newer version of persist");
    }
    if (origin.partitions() != all.size()) {
      throw unavailable("it was made with " + origin.partitions() + " partitions, and the file maps " + all.size()
          + "; map as many as there were");
    }
    if (origin.number() != number) {
      throw unavailable(where + " is partition " + origin.number() + " of its store; map it by its name");
    }
    if (!all.getFirst().map(Origin::store).equals(Optional.of(origin.store()))) {
      throw unavailable(where + " is of another store; map each namespace to the server that has it");
    }
  }

  private void require(Coordinator coordinator, Cells cells) {
    var first = settings.partitions().getFirst();
    try {
      if (cells.get(first, Coordinator.KEY).isEmpty()) {
        coordinator.learn();
        cells.insert(first, Coordinator.KEY, new byte[0]);
      } else if (!coordinator.knows()) {
        throw unavailable("the namespace " + coordinator.place().namespace() + " on the storage \""
            + coordinator.place().server()
            + "\" is not the coordinator of this store, so what was acknowledged could be"
            + " taken back; map it to the server that has it");
      }
    } catch (SQLException e) {
      throw new StoreException.Unavailable("cannot open the store " + name() + ": the coordinator on the storage \""
          + coordinator.place().server() + "\" cannot be asked: " + e.getMessage(), e);
    }
  }

  private StoreException.Unavailable unavailable(String why) {
    return new StoreException.Unavailable("cannot open the store " + name() + ": " + why);
  }

  /** Drops the marks of writers that ended without dropping theirs. One that only slept makes another one. */
  private void dropOldMarks() {
    var since = System.currentTimeMillis() - KEPT.toMillis();
    for (var home : partitions()) {
      try {
        for (var mark : marks(home)) {
          if (Marks.decoded(mark).millis() < since) {
            drop(home, mark.key, since);
          }
        }
      } catch (TransactionFault e) {
        // The next opening drops them.
      }
    }
  }

  private List<Cell> marks(Partition home) {
    try (var cells = beginReading()) {
      return Marks.in(cells, home);
    }
  }

  /** Drops a mark in a transaction of its own: one that has read all marks would always be late for those of busy writers. */
  private void drop(Partition home, byte[] key, long since) {
    try (var cells = begin()) {
      if (cells.get(home, key).filter(mark -> Cells.decoded(mark, Mark::read).millis() < since).isPresent()) {
        cells.delete(home, key);
      }
      cells.commit();
    }
  }

  /** Returns the URL that it was opened by. */
  String name() {
    return settings.name();
  }

  List<Partition> partitions() {
    return settings.partitions();
  }

  Settings settings() {
    return settings;
  }

  /** Returns the partition that has the stream or key {@code name}. */
  Partition of(String name) {
    return settings.partitions().get(placement.of(name));
  }

  /** Begins a transaction, which the caller closes. */
  Cells begin() {
    try {
      return new Cells(transactions.begin());
    } catch (TransactionException e) {
      throw new TransactionFault(e);
    }
  }

  /** Begins a transaction that writes nothing. */
  Cells beginReading() {
    try {
      return new Cells(transactions.beginReadOnly());
    } catch (TransactionException e) {
      throw new TransactionFault(e);
    }
  }

  /** Returns the result of {@code work} in a transaction that writes nothing. It is tried again as {@link Patience} says. */
  <T> T reading(Function<Cells, T> work) {
    return new Patience(name()).until(tries -> {
      try (var cells = beginReading()) {
        return work.apply(cells);
      }
    });
  }

  /** Returns the result of {@code work}, once it is committed, in a transaction that is tried again as {@link Patience} says. */
  <T> T writing(Function<Cells, T> work) {
    return new Patience(name()).until(tries -> {
      try (var cells = begin()) {
        var result = work.apply(cells);
        cells.commit();
        return result;
      }
    });
  }

  @Override
  public void close() {
    transactions.close();
  }
}
