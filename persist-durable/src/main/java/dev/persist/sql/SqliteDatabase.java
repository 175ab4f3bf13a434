package dev.persist.sql;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.persist.StoreException;
import dev.persist.files.StoreLock;
import dev.persist.spi.Changes;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;
import org.sqlite.SQLiteException;

/** A SQLite file that is locked, sound, and open. */
final class SqliteDatabase implements Database {
  /** Waits of the one writer for a checkpoint that restarts the log, and of an opening for other programs. */
  private static final int BUSY_MILLIS = 10_000;

  private static final int READERS = 8;

  private final String name;
  private final StoreLock lock;
  private final SQLiteDataSource source;
  private final HikariDataSource pool;
  private final SqliteCheckpoints checkpoints;
  private final Statements statements = new Statements("sqlite");

  private SqliteDatabase(String name, StoreLock lock, SQLiteDataSource source, SqliteCheckpoints checkpoints) {
    this.name = name;
    this.lock = lock;
    this.source = source;
    this.checkpoints = checkpoints;
    var config = new HikariConfig();
    config.setDataSource(source);
    config.setPoolName("persist " + name);
    config.setMinimumIdle(1);
    config.setMaximumPoolSize(READERS);
    this.pool = new HikariDataSource(config);
  }

  /** Opens {@code path}, creating it when it does not exist. Errors leave it closed, and no more than created. */
  static SqliteDatabase open(Path path) {
    return open(path, config(), SqliteCheckpoints.Pace.USUAL);
  }

  /** As {@link #open(Path)}, with other settings than the usual ones. */
  static SqliteDatabase open(Path path, SQLiteConfig config, SqliteCheckpoints.Pace pace) {
    var name = "sqlite:" + path;
    try {
      if (Files.isDirectory(path)) {
        throw new StoreException.Unavailable("cannot open the store " + name + ": it is a directory; name a file");
      }
      var file = real(path);
      var lock = StoreLock.acquire(name, Path.of(file + "-lock"));
      try {
        requireWritable(file);
        SqliteLog.check(file);
        return open(name, file, lock, config, pace);
      } catch (IOException | SQLException | RuntimeException e) {
        lock.close();
        throw e;
      }
    } catch (SQLException e) {
      throw fault(e, name);
    } catch (AccessDeniedException e) {
      throw new StoreException.Unavailable("cannot open the store " + name + ": no permission for " + e.getFile(), e);
    } catch (FileAlreadyExistsException e) {
      throw new StoreException.Unavailable("cannot open the store " + name + ": " + e.getFile() + " is a file", e);
    } catch (IOException e) {
      throw new StoreException.Unavailable("cannot open the store " + name + ": " + e.getMessage(), e);
    }
  }

  /** Whoever opens the same file by another name is to find the same lock. */
  private static Path real(Path path) throws IOException {
    if (Files.exists(path)) {
      return path.toRealPath();
    }
    return Files.createDirectories(path.toAbsolutePath().getParent()).toRealPath().resolve(path.getFileName());
  }

  /** SQLite opens a file that it may only read, too, and says so when it is to write. */
  private static void requireWritable(Path file) throws AccessDeniedException {
    if (Files.exists(file) && !Files.isWritable(file)) {
      throw new AccessDeniedException(file.toString());
    }
  }

  static SQLiteConfig config() {
    var config = new SQLiteConfig();
    config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
    config.setTransactionMode(SQLiteConfig.TransactionMode.IMMEDIATE);
    config.setBusyTimeout(BUSY_MILLIS);
    config.setCacheSize(-65536);
    config.setGetGeneratedKeys(false); // the driver would ask for one after each insert
    return config;
  }

  private static SqliteDatabase open(String name, Path file, StoreLock lock, SQLiteConfig config,
      SqliteCheckpoints.Pace pace) throws SQLException {
    var source = new SQLiteDataSource(config);
    source.setUrl("jdbc:sqlite:" + file);
    var first = source.getConnection();
    try {
      beginLog(name, first);
      var checkpoints = new SqliteCheckpoints(name, first, pace);
      Schema.migrate(name, "sqlite", source);
      return new SqliteDatabase(name, lock, source, checkpoints);
    } catch (SQLException | StoreException e) {
      first.close();
      throw e;
    } catch (RuntimeException e) { // the pool's; or that of the migration, which takes it that its table is sound
      first.close();
      throw new StoreException.Unavailable("cannot open the store " + name + ": " + e.getMessage(), e);
    }
  }

  /** Makes a file have a write-ahead log from now on, which changes it: so it must be a store, or to become one. */
  private static void beginLog(String name, Connection connection) throws SQLException {
    try (var statement = connection.createStatement()) {
      try (var row = statement.executeQuery("SELECT count(*), total(name = 'persist_schema') FROM sqlite_schema")) {
        row.next();
        if (row.getInt(1) > 0 && row.getInt(2) == 0) {
          throw new StoreException.Unavailable(
              "cannot open the store " + name + ": it is a database of something else");
        }
      }
      try (var mode = statement.executeQuery("PRAGMA journal_mode = WAL")) {
        if (!"wal".equals(mode.getString(1))) {
          throw new StoreException.Unavailable(
              "cannot open the store " + name + ": its file system does not take a write-ahead log");
        }
      }
    }
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Statements statements() {
    return statements;
  }

  @Override
  public boolean keepsEnds() {
    return true;
  }

  @Override
  public Duration patience() {
    return Duration.ofMillis(BUSY_MILLIS);
  }

  @Override
  public void awaitTurn() {
    checkpoints.awaitTurn();
  }

  @Override
  public Connection connect() throws SQLException {
    var connection = source.getConnection();
    try (var statement = connection.createStatement()) {
      statement.execute("PRAGMA wal_autocheckpoint = 0");
    }
    return connection;
  }

  @Override
  public Connection borrow() throws SQLException {
    return pool.getConnection();
  }

  @Override
  public Fault fault(SQLException e) {
    if (!(e instanceof SQLiteException sqlite)) {
      return Fault.PASSING; // the pool's, when it has no connection free
    }
    return switch (sqlite.getResultCode().code & 0xff) {
      case 5, 6 -> Fault.PASSING; // busy, locked
      case 1, 11, 26 -> Fault.DAMAGED; // no such table or column, corrupt, not a database
      case 18, 19, 20, 25 -> Fault.REFUSED; // too big, constraint, mismatch, range
      default -> Fault.DOUBTFUL;
    };
  }

  private static StoreException fault(SQLException e, String name) {
    return e instanceof SQLiteException sqlite && (sqlite.getResultCode().code & 0xff) == 11
        ? new StoreException.Damaged("the store " + name + " is damaged: " + e.getMessage(), e)
        : new StoreException.Unavailable("cannot open the store " + name + ": " + e.getMessage(), e);
  }

  /** Nobody else writes: whoever tries finds the lock. */
  @Override
  public void follow(Changes changes) {
    checkpoints.after(changes);
  }

  @Override
  public void close() {
    checkpoints.close();
    pool.close();
    lock.close();
  }
}
