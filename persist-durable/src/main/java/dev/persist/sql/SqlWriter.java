package dev.persist.sql;

import dev.persist.Commit;
import dev.persist.CommitResult;
import dev.persist.Json;
import dev.persist.StoreException;
import dev.persist.group.GroupWriter;
import dev.persist.spi.Decision;
import dev.persist.spi.Delta;
import dev.persist.spi.PrefixRules;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Writes each group of commits as one transaction. Transactions that write take turns, also those of other processes.
 * So a group is decided on what all transactions before it left, and its commits take effect at one point in time. Not
 * thread-safe.
 */
final class SqlWriter implements GroupWriter, AutoCloseable {
  /** Stands for no generation. */
  private static final long NONE = -1;

  /** How far a transaction has come. The meaning of an error depends on it. */
  private enum Phase {
    DECIDING, STORING, COMMITTING
  }

  private final Database database;
  private @Nullable Session session;
  private Phase phase = Phase.DECIDING;
  private boolean doubtful;

  /** Whether no transaction is left open in the session. */
  private boolean clean = true;

  /** What is known as of {@link #generation}. */
  private final Known known = new Known();

  private long generation = NONE;

  /** Whether no other process wrote lately, so that a {@link Guess} is likely to be right. */
  private boolean alone;

  /** The guess that was sent, while it is unknown whether it was written. */
  private @Nullable Sent sent;

  /**
   * A guess that was sent to be written.
   *
   * @param found the generation that it is for
   * @param left the generation that it leaves
   */
  private record Sent(Guess guess, long found, long left) {}

  /** The prefixes that were registered as of then. */
  private Optional<Json> prefixes = Optional.empty();

  /** The generation that the last acknowledged transaction left. */
  private long acknowledged;

  SqlWriter(Database database) {
    this.database = database;
  }

  @Override
  public Decision write(List<List<Commit>> group) {
    phase = Phase.DECIDING;
    doubtful = false;
    sent = null;
    try {
      var decision = new Patience(database).until(() -> attempt(() -> transaction(group)), this::judge);
      phase = Phase.DECIDING;
      return decision;
    } catch (StoreException e) {
      throw sent == null || e instanceof StoreException.UnknownOutcome ? e : lost(e);
    }
  }

  /** Writes {@code delta} as {@link dev.persist.spi.Movable#load} does. */
  void load(Delta delta) {
    new Patience(database).until(() -> attempt(() -> loading(delta)), this::judge);
  }

  private Delta loading(Delta delta) throws SQLException {
    var open = open();
    var turn = open.begin();
    requireSame(turn);
    var streams = new TreeSet<>(delta.truncated().keySet());
    delta.events().forEach(event -> streams.add(event.stream()));
    var before = open.load(new Asked(streams, Set.of(), Set.of()), Map.of());
    var left = store(open, Change.of(delta, before, database.keepsEnds()), turn);
    database.requireKept();
    database.committed(turn.found(), left);
    return delta;
  }

  private StoreException.UnknownOutcome lost(Exception e) {
    return new StoreException.UnknownOutcome(
        "the connection to the store " + database.name() + " was lost while it committed: " + e.getMessage(), e);
  }

  private void judge(SQLException e) {
    var fault = database.fault(e);
    if (phase == Phase.COMMITTING) {
      if (fault != Fault.LOST) {
        sent = null; // it was rolled back
      } else if (sent == null || Session.UNKNOWN.equals(e.getSQLState())) {
        throw lost(e);
      }
    }
    if (fault == Fault.DOUBTFUL && phase == Phase.DECIDING) {
      throw new StoreException.Unavailable(
          "nothing was written, since the store " + database.name() + " cannot be read: " + e.getMessage(), e);
    }
    doubtful = fault == Fault.DOUBTFUL;
  }

  /** An error of Java leaves a transaction that is rolled back. Before the commit, only a disk error leaves a doubt. */
  @Override
  public boolean inDoubt() {
    return doubtful || phase == Phase.COMMITTING;
  }

  private <T> T attempt(Patience.Attempt<T> transaction) throws SQLException {
    if (!clean) {
      close(); // closes what an earlier attempt had no memory to close
    }
    clean = false;
    try {
      var result = transaction.run();
      clean = true;
      return result;
    } finally {
      if (!clean) {
        database.notCommitted();
        close();
      }
    }
  }

  /** Returns the session, once a transaction that writes may begin. */
  private Session open() throws SQLException {
    phase = Phase.DECIDING;
    database.awaitTurn();
    var open = session;
    if (open == null) {
      open = database.session(database.connect());
      session = open;
    }
    return open;
  }

  private Decision transaction(List<List<Commit>> group) throws SQLException {
    var open = open();
    if (alone && generation != NONE && open.writesAtOnce()) {
      var guess = Guess.of(group, Asked.by(group, PrefixRules.of(prefixes)), known, prefixes);
      if (guess.isPresent() && writeAtOnce(open, guess.get())) {
        return guess.get().decision();
      }
    }
    var turn = open.begin();
    requireSame(turn);
    var lost = sent;
    if (lost != null && lost.found() != turn.found()) {
      return confirmed(open, lost, turn);
    }
    sent = null;
    alone = generation == NONE || generation == turn.found();
    if (turn.found() != generation) {
      known.clear();
      generation = turn.found();
      prefixes = open.value(PrefixRules.KEY);
    }
    var asked = Asked.by(group, PrefixRules.of(prefixes));
    var before = open.load(asked, known.heads);
    prefixes.ifPresent(rules -> before.values().put(PrefixRules.KEY, rules));
    known.add(asked, before);
    var decision = Decision.of(group, before);
    if (decision.delta().isEmpty() && !acknowledges(decision.results())) {
      open.rollback();
      return decision;
    }
    var change = Change.of(decision.delta(), before, database.keepsEnds());
    written(decision, change, store(open, change, turn));
    return decision;
  }

  /** Writes {@code change}, commits, and returns the generation that this leaves. */
  private long store(Session open, Change change, Session.Turn turn) throws SQLException {
    phase = Phase.STORING;
    var left = open.after(turn.found());
    open.store(change, turn.found(), left);
    phase = Phase.COMMITTING;
    database.sending(turn.found(), left);
    open.commit();
    return left;
  }

  /** Writes {@code guess}, and returns whether it was right. */
  private boolean writeAtOnce(Session open, Guess guess) throws SQLException {
    phase = Phase.STORING;
    var left = open.after(generation);
    var transaction = open.atOnce(guess, generation, left);
    sent = new Sent(guess, generation, left);
    phase = Phase.COMMITTING;
    database.sending(generation, left);
    var right = transaction.run();
    sent = null;
    if (right) {
      written(guess.decision(), guess.change(), left);
    } else {
      database.notCommitted();
      phase = Phase.DECIDING;
    }
    return right;
  }

  /**
   * Answers for {@code lost}, of which no answer came, once this transaction has its turn: then {@code lost} has ended.
   * If it wrote nothing, the generation is the one that it was for. If it wrote, that is seen here; {@link
   * #acknowledges} says what shows that it is durable.
   */
  private Decision confirmed(Session open, Sent lost, Session.Turn turn) throws SQLException {
    if (turn.found() != lost.left()) {
      throw lost(new SQLException("other writers have changed the store since"));
    }
    sent = null;
    written(lost.guess().decision(), lost.guess().change(), store(open, Change.NOTHING, turn));
    return lost.guess().decision();
  }

  private void written(Decision decision, Change change, long left) {
    database.requireKept();
    database.committed(generation, left);
    generation = left;
    acknowledged = left;
    known.add(change, decision.delta().values());
    prefixes = decision.delta().values().getOrDefault(PrefixRules.KEY, prefixes);
  }

  /** Refuses to go on in another store than the one that was opened and written to, or in an earlier state of it. */
  private void requireSame(Session.Turn turn) {
    if (!turn.made().equals(database.made())) {
      throw new StoreException.Damaged("the tables of the store " + database.name()
          + " were replaced by those of another store "
          + "while it was open; nothing was written to them; put its tables back, or open it again to use the others");
    }
    if (turn.found() < acknowledged) {
      throw new StoreException.Damaged(
          "the store " + database.name() + " went back to an earlier state while it was open, "
              + "and lost acknowledged commits; nothing was written; open it again to continue from that state");
    }
  }

  /**
   * Returns whether a result says that an earlier commit is durable. A transaction may be seen although its commit did
   * not wait for the standby to the end. Only a transaction that commits after it shows that it is not lost with the
   * server.
   */
  private static boolean acknowledges(List<List<CommitResult>> results) {
    return results.stream().flatMap(List::stream).anyMatch(CommitResult.AlreadyCommitted.class::isInstance);
  }

  /** Closes the connection, and forgets what was known through it. The next group makes another one. */
  @Override
  public void close() {
    if (session != null) {
      session.close();
      session = null;
    }
    known.clear();
    generation = NONE;
    clean = true;
  }
}
