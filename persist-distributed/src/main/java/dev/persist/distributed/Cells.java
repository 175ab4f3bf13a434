package dev.persist.distributed;

import com.scalar.db.api.Delete;
import com.scalar.db.api.DistributedTransaction;
import com.scalar.db.api.Get;
import com.scalar.db.api.Insert;
import com.scalar.db.api.Result;
import com.scalar.db.api.Scan;
import com.scalar.db.api.TransactionCrudOperable;
import com.scalar.db.api.Upsert;
import com.scalar.db.exception.transaction.CrudException;
import com.scalar.db.exception.transaction.RollbackException;
import com.scalar.db.exception.transaction.TransactionException;
import com.scalar.db.io.Key;
import dev.persist.distributed.Settings.Partition;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;

/**
 * A transaction. It sees each partition as an ordered map from bytes to bytes ({@link dev.persist.ordered.Layout}). Not
 * thread-safe.
 *
 * <p>Each method throws {@link TransactionFault}. Then the transaction has ended, and nothing was written unless it is {@link
 * TransactionFault#isUnknown}.
 */
final class Cells implements AutoCloseable {
  /** The table of each partition. All its rows have the same partition key, so its index is the order of {@link #KEY}. */
  static final String TABLE = "cell";

  static final String PARTITION = "p";
  static final String KEY = "c";
  static final String VALUE = "v";

  private static final Key ALL = Key.ofInt(PARTITION, 0);

  private final DistributedTransaction transaction;
  private boolean ended;

  Cells(DistributedTransaction transaction) {
    this.transaction = transaction;
  }

  Optional<byte[]> get(Partition partition, byte[] key) {
    return run(() -> transaction.get(Get.newBuilder()
        .namespace(partition.namespace())
        .table(TABLE)
        .partitionKey(ALL)
        .clusteringKey(Key.ofBlob(KEY, key))
        .build())).map(row -> Sealed.open(key, bytes(row, VALUE)));
  }

  /** Returns the rows from {@code from} to before {@code end}, in the order of their keys, {@code limit} at most. */
  Rows scan(Partition partition, byte[] from, byte[] end, int limit) {
    return scan(partition, from, end, limit, Scan.Ordering.asc(KEY));
  }

  /** Returns the rows from before {@code end} down to {@code from}. The server sorts all of them, so they must be few. */
  Rows scanDown(Partition partition, byte[] from, byte[] end) {
    return scan(partition, from, end, 0, Scan.Ordering.desc(KEY));
  }

  private Rows scan(Partition partition, byte[] from, byte[] end, int limit, Scan.Ordering order) {
    return run(() -> new Rows(transaction.getScanner(Scan.newBuilder()
        .namespace(partition.namespace())
        .table(TABLE)
        .partitionKey(ALL)
        .start(Key.ofBlob(KEY, from), true)
        .end(Key.ofBlob(KEY, end), false)
        .ordering(order)
        .limit(limit)
        .build())));
  }

  /** Sets a value. Costs a read unless it was read before. */
  void put(Partition partition, byte[] key, byte[] value) {
    run(() -> {
      transaction.upsert(Upsert.newBuilder()
          .namespace(partition.namespace())
          .table(TABLE)
          .partitionKey(ALL)
          .clusteringKey(Key.ofBlob(KEY, key))
          .blobValue(VALUE, Sealed.seal(key, value))
          .build());
      return 0;
    });
  }

  /** Adds a row; costs no read. When it is there, the transaction conflicts. */
  void insert(Partition partition, byte[] key, byte[] value) {
    run(() -> {
      transaction.insert(Insert.newBuilder()
          .namespace(partition.namespace())
          .table(TABLE)
          .partitionKey(ALL)
          .clusteringKey(Key.ofBlob(KEY, key))
          .blobValue(VALUE, Sealed.seal(key, value))
          .build());
      return 0;
    });
  }

  void delete(Partition partition, byte[] key) {
    run(() -> {
      transaction.delete(Delete.newBuilder()
          .namespace(partition.namespace())
          .table(TABLE)
          .partitionKey(ALL)
          .clusteringKey(Key.ofBlob(KEY, key))
          .build());
      return 0;
    });
  }

  /** Commits, if what was read is as it was. Returns once that is durable. */
  void commit() {
    ended = true; // whatever comes of it: it takes back what it has prepared, and nobody may when that is unknown
    run(() -> {
      transaction.commit();
      return 0;
    });
  }

  /** Forgets what was written, unless it was committed. */
  @Override
  public void close() {
    if (!ended) {
      ended = true;
      try {
        transaction.rollback();
      } catch (RollbackException e) {
        // A transaction that has written nothing yet has nothing to take back.
      }
    }
  }

  private interface Work<T> {
    T run() throws TransactionException;
  }

  private static <T> T run(Work<T> work) {
    try {
      return work.run();
    } catch (TransactionException e) {
      throw new TransactionFault(e);
    }
  }

  private static byte[] bytes(Result row, String column) {
    return Objects.requireNonNull(row.getBlobAsBytes(column));
  }

  /** A row. */
  static final class Cell {
    final byte[] key;

    /** Without its seal. */
    final byte[] value;

    Cell(byte[] key, byte[] value) {
      this.key = key;
      this.value = Sealed.open(key, value);
    }
  }

  /** Rows that are read one at a time. */
  static final class Rows implements AutoCloseable {
    private final TransactionCrudOperable.Scanner scanner;

    private Rows(TransactionCrudOperable.Scanner scanner) {
      this.scanner = scanner;
    }

    /** Returns the next row; empty when there is none. */
    Optional<Cell> next() {
      return run(scanner::one).map(row -> new Cell(bytes(row, KEY), bytes(row, VALUE)));
    }

    @Override
    public void close() {
      try {
        scanner.close();
      } catch (CrudException e) {
        throw new TransactionFault(e);
      }
    }
  }

  /** Returns {@code stored} as {@code decode} decodes it. */
  static <T> T decoded(byte[] stored, Function<byte[], T> decode) {
    try {
      return decode.apply(stored);
    } catch (RuntimeException e) {
      throw Sealed.damaged("a row cannot be read: " + e.getMessage(), e);
    }
  }
}
