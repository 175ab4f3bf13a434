package dev.persist.sql;

import dev.persist.Commit;
import dev.persist.CommitResult;
import dev.persist.Json;
import dev.persist.StoreException;
import dev.persist.group.GroupWriter;
import dev.persist.spi.Decision;
import dev.persist.spi.PrefixRules;
import dev.persist.spi.Recent;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Writes each group of commits as one transaction. Transactions that write take turns, also those of other processes, so
 * a group is decided on what all before it left and its commits take effect at one point in time. For one thread.
 */
final class SqlWriter implements GroupWriter, AutoCloseable {
  private static final int CACHED_HEADS = 100_000;

  /** How far a transaction has come: what an error means depends on it. */
  private enum Phase {
    DECIDING, STORING, COMMITTING
  }

  private final Database database;
  private @Nullable Session session;
  private Phase phase = Phase.DECIDING;
  private boolean doubtful;

  /** Whether the session has no transaction left in it. */
  private boolean clean = true;

  /** The heads of the streams written last, right as long as nobody else wrote: as of {@link #generation}. */
  private final Map<String, Head> heads = new Recent<>(CACHED_HEADS);

  private long generation = -1;

  /** The prefixes that were registered as of then. */
  private Optional<Json> prefixes = Optional.empty();

  /** The generation that the last acknowledged transaction left. */
  private long acknowledged;

  SqlWriter(Database database) {
    this.database = database;
  }

  @Override
  public List<CommitResult> write(List<Commit> group) {
    phase = Phase.DECIDING;
    doubtful = false;
    var results = new Patience(database).until(() -> attempt(group), this::judge);
    phase = Phase.DECIDING;
    return results;
  }

  private void judge(SQLException e) {
    var fault = database.fault(e);
    if (fault == Fault.LOST && phase == Phase.COMMITTING) {
      throw new StoreException.UnknownOutcome(
          "the connection to the store " + database.name() + " was lost while it committed: " + e.getMessage(), e);
    }
    if (fault == Fault.DOUBTFUL && phase == Phase.DECIDING) {
      throw new StoreException.Unavailable(
          "nothing was written, since the store " + database.name() + " cannot be read: " + e.getMessage(), e);
    }
    doubtful = fault == Fault.DOUBTFUL;
  }

  /** Java's own errors leave a transaction that is rolled back; until its commit, only the disk's leave a doubt. */
  @Override
  public boolean inDoubt() {
    return doubtful || phase == Phase.COMMITTING;
  }

  private List<CommitResult> attempt(List<Commit> group) throws SQLException {
    if (!clean) {
      close(); // what an earlier attempt had no memory left to close
    }
    clean = false;
    try {
      var results = transaction(group);
      clean = true;
      return results;
    } finally {
      if (!clean) {
        close();
      }
    }
  }

  private List<CommitResult> transaction(List<Commit> group) throws SQLException {
    phase = Phase.DECIDING;
    database.awaitTurn();
    var open = session;
    if (open == null) {
      open = new Session(database.name(), database.connect(), database.statements(), database.keepsEnds());
      session = open;
    }
    var turn = open.begin();
    requireSame(turn);
    if (turn.found() != generation) {
      heads.clear();
      generation = turn.found();
      prefixes = open.value(PrefixRules.KEY);
    }
    var before = open.load(Asked.by(group, PrefixRules.of(prefixes)), heads);
    prefixes.ifPresent(rules -> before.values().put(PrefixRules.KEY, rules));
    heads.putAll(before.heads());
    var decision = Decision.of(group, before);
    if (decision.delta().isEmpty() && !acknowledges(decision.results())) {
      open.rollback();
      return decision.results();
    }
    phase = Phase.STORING;
    var after = open.store(decision.delta(), before);
    phase = Phase.COMMITTING;
    open.commit();
    database.requireKept();
    database.committed();
    generation = turn.left();
    acknowledged = generation;
    heads.putAll(after);
    prefixes = decision.delta().values().getOrDefault(PrefixRules.KEY, prefixes);
    return decision.results();
  }

  /** Refuses to go on in another store than that which was opened and written to, or in an earlier state of it. */
  private void requireSame(Session.Turn turn) {
    if (!turn.made().equals(database.made())) {
      throw new StoreException.Damaged("the tables of the store " + database.name()
          + " were replaced by those of another "
          + "while it was open; nothing was written to these; bring its tables back, or open it anew to use the other");
    }
    if (turn.found() < acknowledged) {
      throw new StoreException.Damaged(
          "the store " + database.name() + " went back to an earlier state while it was open, "
              + "without commits that were acknowledged; nothing was written; open it anew to go on from there");
    }
  }

  /**
   * Says whether a result says of an earlier commit that it is durable. A transaction may be seen whose commit did not
   * wait for the standby to the end; only one that commits after it shows that it is not lost with the server.
   */
  private static boolean acknowledges(List<CommitResult> results) {
    return results.stream().anyMatch(CommitResult.AlreadyCommitted.class::isInstance);
  }

  /** Ends the connection, and forgets what was known through it; the next group makes another. */
  @Override
  public void close() {
    if (session != null) {
      session.close();
      session = null;
    }
    heads.clear();
    generation = -1;
    clean = true;
  }
}
