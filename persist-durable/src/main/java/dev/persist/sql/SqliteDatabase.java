package dev.persist.sql;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.persist.Json;
import dev.persist.StoreException;
import dev.persist.files.Disk;
import dev.persist.files.Opening;
import dev.persist.files.Place;
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
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.StringJoiner;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** A SQLite file that is locked, sound, and open. */
final class SqliteDatabase implements Database {
  /** The version of the last migration of its tables. */
  static final String NEWEST = "1";

  /** How long the writer waits for a checkpoint that restarts the log, and an opening for other programs. */
  private static final int BUSY_MILLIS = 10_000;

  private static final int READERS = 8;

  private final String name;
  private final StoreLock lock;
  private final SQLiteDataSource source;
  private final Readers readers;
  private final Outage outage;
  private final SqliteCheckpoints checkpoints;
  private final List<Place> places;
  private final Statements statements = new Statements("sqlite");

  private SqliteDatabase(String name, StoreLock lock, SQLiteDataSource source, SqliteCheckpoints checkpoints,
      List<Place> places) {
    this.places = places;
    this.name = name;
    this.lock = lock;
    this.source = source;
    this.checkpoints = checkpoints;
    this.outage = new Outage(name);
    this.readers = new Readers(source, READERS, patience());
  }

  /** Opens {@code path}, and creates it when it does not exist. An error leaves it closed, and at most created. */
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
      var file = Place.requireNamed(real(path));
      try (var opening = new Opening()) {
        var lock = opening.add(StoreLock.acquire(name, Path.of(file + "-lock")));
        requireWritable(file);
        requireOneName(name, file);
        var end = SqliteLog.check(file);
        try {
          var database = open(name, file, end, lock, config, pace, opening);
          opening.succeeded();
          return database;
        } catch (SQLException e) {
          throw fault(e, name, Disk.shortage(Path.of(file + "-lock"), SqliteLog.of(file)));
        }
      }
    } catch (AccessDeniedException e) {
      throw new StoreException.Unavailable("cannot open the store " + name + ": no permission for " + e.getFile()
          + "; let this process read and write it", e);
    } catch (FileAlreadyExistsException e) {
      throw new StoreException.Unavailable("cannot open the store " + name + ": " + e.getFile()
          + " is a file; name a path in a directory", e);
    } catch (IOException e) {
      throw new StoreException.Unavailable("cannot open the store " + name + ": " + e.getMessage(), e);
    }
  }

  /** Returns the real path, so that an opener of the same file by another name finds the same lock. */
  private static Path real(Path path) throws IOException {
    if (Files.exists(path)) {
      return path.toRealPath();
    }
    return Files.createDirectories(path.toAbsolutePath().getParent()).toRealPath().resolve(path.getFileName());
  }

  /** Throws when the file may only be read. SQLite opens such a file, too, and fails only when it has to write. */
  private static void requireWritable(Path file) throws AccessDeniedException {
    if (Files.exists(file) && !Files.isWritable(file)) {
      throw new AccessDeniedException(file.toString());
    }
  }

  /**
   * Throws when another path leads to the file. SQLite's log is beside the path, so by another path the file would have
   * another log, without the commits in this one.
   */
  private static void requireOneName(String name, Path file) throws IOException {
    if (!Files.exists(file)) {
      return;
    }
    if (file.getFileSystem().supportedFileAttributeViews().contains("unix")
        && !Files.getAttribute(file, "unix:nlink").equals(1)) {
      throw new StoreException.Unavailable(
          "cannot open the store " + name + ": the file has another name, a hard link, "
              + "and would have another log under that name; remove that name, or open a copy of the file");
    }
    var mounts = Path.of("/proc/self/mountinfo");
    if (Files.isReadable(mounts) && Files.readAllLines(mounts).stream().anyMatch(mount -> isAt(mount, file))) {
      throw new StoreException.Unavailable("cannot open the store " + name + ": the file is mounted by itself, without "
          + "the log beside it; mount its directory instead");
    }
  }

  /** Returns whether the mount is at the file. Its fifth field is its path, in which special characters are numbers. */
  private static boolean isAt(String mount, Path file) {
    var path = file.toString()
        .replace("\\", "\\134")
        .replace(" ", "\\040")
        .replace("\t", "\\011")
        .replace("\n",
            "\\012");
    var fields = mount.split(" ", 6);
    return fields.length > 4 && fields[4].equals(path);
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

  private static SqliteDatabase open(String name, Path file, long end, StoreLock lock, SQLiteConfig config,
      SqliteCheckpoints.Pace pace, Opening opening) throws IOException, SQLException {
    var source = new SQLiteDataSource(config);
    source.setUrl("jdbc:sqlite:" + file);
    var checkpoints = begin(name, file, end, source, pace, opening);
    try (var connection = source.getConnection()) {
      Schema.migrate(name, "sqlite", NEWEST, connection, source, "main");
    } catch (StoreException.Unavailable e) {
      throw new StoreException.Unavailable(e.getMessage() + Disk.shortage(Path.of(file + "-lock"), SqliteLog.of(file)),
          e);
    } catch (StoreException e) {
      throw e;
    } catch (RuntimeException e) { // the migration assumes that its table is sound
      throw new StoreException.Unavailable("cannot open the store " + name + ": " + e.getMessage(), e);
    }
    var places = List.of(Place.of(file), Place.of(SqliteLog.of(file)), Place.of(Path.of(file + "-lock")));
    return new SqliteDatabase(name, lock, source, checkpoints, places);
  }

  private static SqliteCheckpoints begin(String name, Path file, long end, SQLiteDataSource source,
      SqliteCheckpoints.Pace pace, Opening opening) throws IOException, SQLException {
    var log = SqliteLog.of(file);
    try {
      var first = opening.add(source.getConnection());
      beginLog(name, first);
      var checkpoints = new SqliteCheckpoints(name, log, first, pace);
      if (!checkpoints.empty()) {
        SqliteLog.settle(file, end);
      }
      return checkpoints;
    } catch (SQLiteException e) {
      var whole = !Files.exists(log) || Files.size(log) == 0;
      if (e.getResultCode() != SQLiteErrorCode.SQLITE_IOERR_SHMSIZE || !whole) {
        throw e;
      }
      // The disk is full, and the file has everything. Read as a file that nobody writes, it needs no log and no shared
      // memory.
      source.setUrl("jdbc:sqlite:" + file.toUri() + "?immutable=1");
      var checkpoints = new SqliteCheckpoints(name, log, opening.add(source.getConnection()), pace);
      checkpoints.refuse(SqliteCheckpoints.FULL, e);
      return checkpoints;
    }
  }

  /** Makes a file have a write-ahead log from now on, which changes it: so it must be a store, or to become one. */
  private static void beginLog(String name, Connection connection) throws SQLException {
    try (var statement = connection.createStatement()) {
      try (var row = statement.executeQuery("SELECT count(*), total(name = 'persist_schema') FROM sqlite_schema")) {
        row.next();
        if (row.getInt(1) > 0 && row.getInt(2) == 0) {
          throw new StoreException.Unavailable(
              "cannot open the store " + name + ": it is a database of something else; name another file");
        }
      }
      try (var encoding = statement.executeQuery("PRAGMA encoding")) {
        if (!"UTF-8".equals(encoding.getString(1))) {
          throw new StoreException.Unavailable("cannot open the store " + name + ": the file has the encoding "
              + encoding.getString(1) + "; a store needs UTF-8, so name a new file");
        }
      }
      try (var mode = statement.executeQuery("PRAGMA journal_mode = WAL")) {
        if (!"wal".equals(mode.getString(1))) {
          throw new StoreException.Unavailable(
              "cannot open the store " + name
                  + ": its file system cannot hold a write-ahead log; use a file on a local disk");
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
  public void requireKept() {
    places.forEach(Place::require);
  }

  @Override
  public String made() {
    return "";
  }

  @Override
  public boolean keepsEnds() {
    return true;
  }

  @Override
  public List<String> fileProblems(Connection connection) throws SQLException {
    var problems = new ArrayList<String>();
    try (var statement = connection.createStatement(); var rows = statement.executeQuery("pragma integrity_check")) {
      while (rows.next()) {
        var row = rows.getString(1);
        if (!row.equals("ok")) {
          problems.add("SQLite says of " + name() + ": " + row);
        }
      }
    }
    return problems;
  }

  @Override
  public Session session(Connection connection) {
    return new BatchSession(name, connection, statements);
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
  public void beginSnapshot(Connection connection) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute("BEGIN"); // the driver would begin one that writes
    }
  }

  @Override
  public void backUp(Path directory) {
    try {
      SqliteBackups.create(source, directory);
    } catch (SQLException | IOException e) {
      throw new StoreException.Unavailable(
          "no backup of the store " + name + " was added to " + directory + ": " + e.getMessage(), e);
    }
  }

  @Override
  public Readers readers() {
    return readers;
  }

  /** Returns one JSON parameter. Names in it are hex digits, since a text of SQLite ends at a NUL in a name. */
  @Override
  public Object[] runs(List<Run> runs) {
    var asked = new StringJoiner(",", "[", "]");
    for (var run : runs) {
      asked.add("[\"" + HexFormat.of().formatHex(run.stream().getBytes(UTF_8)) + "\"," + run.first() + ","
          + run.last() + "]");
    }
    return new Object[]{Json.ofCanonical(asked.toString().getBytes(UTF_8))};
  }

  @Override
  public boolean holdsResults() {
    return false;
  }

  @Override
  public Outage outage() {
    return outage;
  }

  @Override
  public Fault fault(SQLException e) {
    if (!(e instanceof SQLiteException sqlite)) {
      return Fault.PASSING; // from the readers, when no connection is free
    }
    return switch (sqlite.getResultCode().code & 0xff) {
      case 5, 6 -> Fault.PASSING; // busy, locked
      case 1, 11, 26 -> Fault.DAMAGED; // no such table or column, corrupt, not a database
      case 18, 19, 20, 25 -> Fault.REFUSED; // too big, constraint, mismatch, range
      default -> Fault.DOUBTFUL;
    };
  }

  private static StoreException fault(SQLException e, String name, String shortage) {
    return e instanceof SQLiteException sqlite && (sqlite.getResultCode().code & 0xff) == 11
        ? new StoreException.Damaged("the store " + name + " is damaged: " + e.getMessage()
            + "; restore the database from a backup", e)
        : new StoreException.Unavailable("cannot open the store " + name + ": " + e.getMessage() + shortage, e);
  }

  /** Other processes do not write: they find the lock. */
  @Override
  public void follow(Changes changes) {
    checkpoints.after(changes);
  }

  @Override
  public void committed(long step) {}

  @Override
  public void close() {
    checkpoints.close();
    readers.close();
    lock.close();
  }
}
