package dev.persist.rocksdb;

import dev.persist.Json;
import dev.persist.StoreException;
import dev.persist.files.Disk;
import dev.persist.files.Opening;
import dev.persist.files.Place;
import dev.persist.files.StoreLock;
import dev.persist.group.SideLog;
import dev.persist.ordered.EventCodec;
import dev.persist.ordered.Head;
import dev.persist.ordered.Layout;
import dev.persist.spi.Outcome;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.CompressionType;
import org.rocksdb.DBOptions;
import org.rocksdb.InfoLogLevel;
import org.rocksdb.Options;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.Snapshot;
import org.rocksdb.Status;
import org.rocksdb.WALRecoveryMode;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/** A RocksDB directory that is locked, sound, of a format this version reads, and open. */
final class Database implements AutoCloseable {
  static final String LOCK = "persist.lock";
  private static final SideLog LOG = new SideLog(Database.class);

  /** Bounds the log that a killed process leaves: an opening first writes the contents of the log to a table. */
  private static final long WRITE_BUFFER = 16 << 20;

  private final String name;
  private final Path directory;
  private final Place place;
  private final StoreLock lock;
  private final Options options;
  private final WriteOptions durably;
  private final RocksDB rocks;

  /** Whether the last write is known to be on the disk. The writer changes it; it is read once the writer has ended. */
  private boolean sound = true;

  private Database(String name, Path directory, StoreLock lock, Options options, WriteOptions durably, RocksDB rocks)
      throws IOException {
    this.name = name;
    this.directory = directory;
    this.place = Place.of(directory.resolve(LOCK));
    this.lock = lock;
    this.options = options;
    this.durably = durably;
    this.rocks = rocks;
  }

  /** Opens {@code path}, and creates it when it does not exist. An error leaves it closed, and at most created. */
  static Database open(Path path) {
    return open(path, Database::options);
  }

  /** As {@link #open(Path)}, with options that differ in size only. They are closed with the database. */
  static Database open(Path path, Supplier<Options> options) {
    NativeLibrary.load();
    var name = "rocksdb:" + path;
    try {
      var directory = Place.requireNamed(Files.createDirectories(path).toRealPath());
      requireOurs(name, directory);
      try (var opening = new Opening()) {
        var lock = opening.add(StoreLock.acquire("rocksdb:" + directory, directory.resolve(LOCK)));
        requireCurrent(name, directory);
        CleanEnd.check(directory); // first, since clear() removes what a missing log would need
        Creation.clear(directory);
        WriteAheadLog.check(directory);
        var end = opening.add(CleanEnd.forget(directory));
        var settings = opening.add(options.get());
        var durably = opening.add(new WriteOptions().setSync(true));
        var rocks = opening.add(open(name, directory, settings));
        end.opened();
        var database = new Database(name, directory, lock, settings, durably, rocks);
        database.requireFormat();
        Creation.finish(directory);
        opening.succeeded();
        return database;
      }
    } catch (RocksDBException e) {
      throw fault(e, name, "");
    } catch (AccessDeniedException e) {
      throw new StoreException.Unavailable("cannot open the store " + name + ": no permission for " + e.getFile()
          + "; let this process read and write it", e);
    } catch (FileAlreadyExistsException e) {
      throw new StoreException.Unavailable(
          "cannot open the store " + name + ": " + e.getFile() + " is a file; name a directory", e);
    } catch (IOException e) {
      throw new StoreException.Unavailable("cannot open the store " + name + ": " + e.getMessage(), e);
    }
  }

  private static RocksDB open(String name, Path directory, Options options) throws IOException {
    try {
      return RocksDB.open(options, directory.toString());
    } catch (RocksDBException e) {
      throw fault(e, name, Disk.shortage(directory, WriteAheadLog.files(directory).toArray(Path[]::new)));
    }
  }

  private static StoreException fault(RocksDBException e, String name, String shortage) {
    return damaged(e)
        ? new StoreException.Damaged("the store " + name + " is damaged: " + e.getMessage()
            + "; restore the directory from a backup", e)
        : new StoreException.Unavailable("cannot open the store " + name + ": " + e.getMessage() + shortage, e);
  }

  /**
   * RocksDB would add its files to anything in the directory, so a directory in use must be known as a store's. The
   * lock file is the first file of a store; its creation may have been killed at any point after that.
   */
  private static void requireOurs(String name, Path directory) throws IOException {
    try (var files = Files.list(directory)) {
      if (files.findAny().isPresent() && !Files.exists(directory.resolve(LOCK))) {
        throw new StoreException.Unavailable(
            "cannot open the store " + name + ": the directory holds other files and no "
                + LOCK + ", so it is not a store; name an empty or a new directory");
      }
    }
  }

  /** Without its file CURRENT, RocksDB would start over and delete what is there. */
  private static void requireCurrent(String name, Path directory) throws IOException {
    try (var files = Files.list(directory)) {
      if (!Files.exists(directory.resolve("CURRENT"))
          && files.anyMatch(file -> file.toString().matches(".*\\.(log|sst)"))) {
        throw new StoreException.Damaged(
            "the store " + name + " is damaged: its file CURRENT is missing. Restore the directory from a backup");
      }
    }
  }

  static Options options() {
    // These two have no setter in Java: they make a missing or cut older log file an error.
    var tracked = new Properties();
    tracked.setProperty("track_and_verify_wals", "true");
    tracked.setProperty("track_and_verify_wals_in_manifest", "true");
    try (var database = DBOptions.getDBOptionsFromProps(tracked); var columns = new ColumnFamilyOptions()) {
      return new Options(database, columns)
          .setCreateIfMissing(true)
          .setWriteBufferSize(WRITE_BUFFER)
          .setBottommostCompressionType(CompressionType.ZSTD_COMPRESSION) // a dictionary would read at half the rate
          .setAllowConcurrentMemtableWrite(false) // there is one writer
          .setEnableWriteThreadAdaptiveYield(false)
          .setParanoidChecks(true)
          .setWalRecoveryMode(WALRecoveryMode.TolerateCorruptedTailRecords)
          .setInfoLogLevel(InfoLogLevel.WARN_LEVEL)
          .setKeepLogFileNum(2)
          .setStatsDumpPeriodSec(0);
    }
  }

  private void requireFormat() throws RocksDBException {
    var stored = rocks.get(Layout.formatKey());
    if (stored != null) {
      var format = ByteBuffer.wrap(stored).getInt();
      if (format > Layout.FORMAT) {
        throw new StoreException.Unavailable("cannot open the store " + name + ": its format is " + format
            + ", this version reads up to " + Layout.FORMAT + "; use a newer version of persist");
      }
    } else {
      requireEmpty();
      rocks.put(durably, Layout.formatKey(), ByteBuffer.allocate(4).putInt(Layout.FORMAT).array());
    }
  }

  private void requireEmpty() throws RocksDBException {
    try (var rows = rocks.newIterator()) {
      rows.seekToFirst();
      rows.status();
      if (rows.isValid()) {
        throw new StoreException.Unavailable(
            "cannot open the store " + name + ": it is a database of something else; name another directory");
      }
    }
  }

  /** Returns the URL that it was opened by. */
  String name() {
    return name;
  }

  /** Returns the head of {@code stream}. */
  Head head(String stream) {
    return get(Layout.head(stream), Head::read).orElse(Head.NONE);
  }

  /** Returns the value of {@code key}. */
  Optional<Json> value(String key) {
    return get(Layout.value(key), Json::ofCanonical);
  }

  /** Returns the value of {@code key} at the moment that {@code options} say. */
  Optional<Json> value(ReadOptions options, String key) {
    try {
      return Optional.ofNullable(rocks.get(options, Layout.value(key)))
          .map(stored -> decoded(stored, Json::ofCanonical));
    } catch (RocksDBException e) {
      throw unreadable(e);
    }
  }

  /** Returns what the commit named ({@code stream}, {@code key}) wrote. */
  Optional<Outcome> outcome(String stream, String key) {
    return get(Layout.outcome(stream, key), stored -> EventCodec.outcome(stream, key, stored));
  }

  /** Returns the keys of the outcomes to drop when the ids of {@code stream} are forgotten through {@code seq}. */
  List<byte[]> forgotten(String stream, long seq) {
    var keys = new ArrayList<byte[]>();
    var prefix = Layout.outcome(stream, "");
    try (var rows = iterator()) {
      for (rows.seek(prefix); rows.isValid() && Layout.startsWith(rows.key(), prefix); rows.next()) {
        if (decoded(rows.value(), row -> EventCodec.outcome(stream, "?", row)).isForgottenThrough(seq)) {
          keys.add(rows.key());
        }
      }
      requireSound(rows);
    }
    return keys;
  }

  private <T> Optional<T> get(byte[] key, Function<byte[], T> decode) {
    try {
      return Optional.ofNullable(rocks.get(key)).map(stored -> decoded(stored, decode));
    } catch (RocksDBException e) {
      throw unreadable(e);
    }
  }

  /** Hands {@code row} to {@code use}. When that cannot decode it, the store is damaged. */
  void decoded(RocksIterator row, Consumer<RocksIterator> use) {
    try {
      use.accept(row);
    } catch (RuntimeException e) {
      throw unreadable(e);
    }
  }

  /** Returns {@code stored} as {@code decode} decodes it. When it cannot, the store is damaged. */
  <T> T decoded(byte[] stored, Function<byte[], T> decode) {
    try {
      return decode.apply(stored);
    } catch (RuntimeException e) {
      throw unreadable(e);
    }
  }

  /** Returns the head of {@code stream} at the moment {@code rows} sees. */
  Head head(RocksIterator rows, String stream) {
    var key = Layout.head(stream);
    rows.seek(key);
    requireSound(rows);
    return rows.isValid() && Arrays.equals(rows.key(), key) ? decoded(rows.value(), Head::read) : Head.NONE;
  }

  /** Returns an iterator over the database as it is now, which the caller closes. */
  RocksIterator iterator() {
    return rocks.newIterator();
  }

  /** Returns an iterator over the database as {@code options} say, which the caller closes. */
  RocksIterator iterator(ReadOptions options) {
    return rocks.newIterator(options);
  }

  /** Returns a snapshot of now, which the caller gives to {@link #release}, unless the database is closed. */
  Snapshot snapshot() {
    return Objects.requireNonNull(rocks.getSnapshot());
  }

  void release(Snapshot snapshot) {
    rocks.releaseSnapshot(snapshot);
  }

  /** Adds a backup to {@code directory}. */
  void backUp(Path backups) {
    try {
      Backups.create(rocks, backups);
    } catch (RocksDBException | IOException e) {
      throw new StoreException.Unavailable(
          "no backup of the store " + name + " was added to " + backups + ": " + e.getMessage(), e);
    }
  }

  /** Throws if {@code rows} ended because of a fault: otherwise a damaged block would look like the end. */
  void requireSound(RocksIterator rows) {
    try {
      rows.status();
    } catch (RocksDBException e) {
      throw unreadable(e);
    }
  }

  /**
   * Writes {@code batch} as one, and returns once it is synced.
   *
   * @throws IllegalStateException when the directory is not there any more, so that the batch would be lost
   */
  void write(WriteBatch batch) throws RocksDBException {
    sound = false;
    rocks.write(durably, batch);
    place.require();
    sound = true;
  }

  private StoreException unreadable(Exception cause) {
    return new StoreException.Damaged("the store " + name + " cannot be read: " + cause.getMessage()
        + "; restore the directory from a backup", cause);
  }

  @Override
  public void close() {
    rocks.close();
    durably.close();
    options.close();
    try {
      if (sound) {
        recordEnd();
      }
    } finally {
      lock.close();
    }
  }

  /** Records the ends of the logs. Without the record, the next opening takes the log's end for that of a crash. */
  private void recordEnd() {
    try {
      place.require(); // another store may have taken its place
      CleanEnd.record(directory);
    } catch (IOException | IllegalStateException e) {
      LOG.log(System.Logger.Level.WARNING, "cannot record the end of the log of the store " + name
          + "; when it is opened again, a cut of the log is not noticed", e);
    }
  }

  private static boolean damaged(RocksDBException e) {
    return e.getStatus() != null && e.getStatus().getCode() == Status.Code.Corruption;
  }
}
