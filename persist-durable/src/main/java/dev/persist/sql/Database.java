package dev.persist.sql;

import dev.persist.StoreException;
import dev.persist.spi.Changes;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;

/** What differs between the databases that can keep a store. Safe for use by any thread. */
interface Database extends AutoCloseable {
  /** Returns the name of the store in errors: its URL, without secrets. */
  String name();

  /** Returns the statements of its dialect. */
  Statements statements();

  /** Returns how long a call waits for the database to come back before it fails. */
  Duration patience();

  /**
   * Waits until a transaction that writes may begin.
   *
   * @throws StoreException.Failed when the disk is in doubt, though no transaction failed
   */
  void awaitTurn();

  /** Throws unless the last commit is in the place from which the store is opened: its files may have been removed. */
  void requireKept();

  /** Returns a value that tells the opened store from one that takes its place; empty when the files tell that. */
  String made();

  /** Returns whether the row of a stream has to say where it ends, as the events of a damaged file may not. */
  boolean keepsEnds();

  /** Returns what is wrong with the database's files, as far as the database looks for that itself. */
  default List<String> fileProblems(Connection connection) throws SQLException {
    return List.of();
  }

  /** Returns a session that writes through {@code connection}, which is one of {@link #connect}. */
  Session session(Connection connection);

  /** Returns a new connection to write through, without a transaction. One on it waits for those of other processes. */
  Connection connect() throws SQLException;

  /** Begins a transaction that sees the moment of its first statement, and takes no turn. */
  void beginSnapshot(Connection connection) throws SQLException;

  /** Returns the connections to read through. */
  Readers readers();

  /** Returns {@code runs} as the parameters of the statement {@code follow}. */
  Object[] runs(List<Run> runs);

  /** Returns whether the driver holds all rows of a result at once. */
  boolean holdsResults();

  /** Returns the outage that logs when the database is away. */
  Outage outage();

  /** Returns what {@code e} says about its transaction. */
  Fault fault(SQLException e);

  /** Raises {@code changes} from now on when another process wrote. Call it once, before the first commit. */
  void follow(Changes changes);

  /** Says that a transaction is about to commit that raises generations by {@code step} in all. */
  default void sending(long step) {}

  /** Says that the transaction that was about to commit did not, or that nobody knows. */
  default void notCommitted() {}

  /**
   * Tells other processes that a transaction has committed. Does not wait for them: they hear of it soon, if not at
   * once.
   *
   * @param step by how much it has raised generations in all
   */
  void committed(long step);

  /** Returns whether no other process has written for long. */
  default boolean isAlone() {
    return true;
  }

  /** Adds a backup to {@code directory}. */
  default void backUp(Path directory) {
    throw new StoreException.Unavailable(
        "the store " + name() + " is in a database that has tools for backups: use pg_dump, or pg_basebackup");
  }

  @Override
  void close();
}
