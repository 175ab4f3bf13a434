package dev.persist.sql;

import dev.persist.spi.Changes;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;

/** What differs between the databases a store is kept in. Safe for use by any thread. */
interface Database extends AutoCloseable {
  /** Returns what errors call the store: its URL, without secrets. */
  String name();

  /** Returns the statements of its dialect. */
  Statements statements();

  /** Returns how long a call waits for the database to come back before it fails. */
  Duration patience();

  /**
   * Waits until a transaction may begin that is to write.
   *
   * @throws dev.persist.StoreException.Failed when the disk is in doubt, though no transaction failed
   */
  void awaitTurn();

  /** Throws unless what was just committed is where the store is opened from: somebody may have removed its files. */
  void requireKept();

  /** Returns what tells the store that was opened from one that takes its place; nothing when its files do. */
  String made();

  /** Returns whether the row of a stream has to say where it ends, as the events of a damaged file may not. */
  boolean keepsEnds();

  /** Returns what writes through {@code connection}, which is one of {@link #connect}. */
  Session session(Connection connection);

  /** Returns a new connection to write through, with no transaction begun; one on it waits for those of other processes. */
  Connection connect() throws SQLException;

  /** Returns the connections to read through. */
  Readers readers();

  /** Returns {@code runs} as the statement {@code follow} is given them. */
  Object[] runs(List<Run> runs);

  /** Returns whether the driver holds all rows of a result at once. */
  boolean holdsResults();

  /** Returns what logs that the database is away. */
  Outage outage();

  /** Returns what {@code e} says. */
  Fault fault(SQLException e);

  /** Raises {@code changes} from now on when another process wrote. Called once, before the first commit. */
  void follow(Changes changes);

  /**
   * Tells other processes that a transaction has committed. Does not wait for it: they hear of it soon, if not at once.
   *
   * @param found the generation that the transaction found
   * @param left the one that it left
   */
  void committed(long found, long left);

  @Override
  void close();
}
