package dev.persist.sql;

import dev.persist.Commit;
import dev.persist.CommitResult;
import dev.persist.StoreException;
import dev.persist.group.GroupWriter;
import dev.persist.spi.Decision;
import dev.persist.spi.Delta;
import dev.persist.spi.PrefixRules;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Writes each group of commits as one transaction. Transactions that ask about or write the same names take turns, also
 * those of other processes. So a group is decided on what all transactions before it left, and its commits take effect at
 * one point in time. Not thread-safe.
 */
final class SqlWriter implements GroupWriter, AutoCloseable {
  /** How far a transaction has come. The meaning of an error depends on it. */
  private enum Phase {
    DECIDING, STORING, COMMITTING
  }

  private final Database database;
  private final Turns turns;
  private @Nullable Session session;
  private Phase phase = Phase.DECIDING;
  private boolean doubtful;

  /** Whether no transaction is left open in the session. */
  private boolean clean = true;

  /** The guess that was sent, while it is unknown whether it was written. */
  private @Nullable Sent sent;

  /**
   * A guess that was sent to be written.
   *
   * @param turn the slots that it locks, and the generations that it is for
   * @param step by how much it raises them
   */
  private record Sent(Guess guess, Session.Turn turn, long step) {}

  SqlWriter(Database database) {
    this.database = database;
    this.turns = new Turns(database);
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
    var asked = Asked.by(delta);
    while (true) {
      var turn = open.begin(turns.slots(asked));
      if (turns.isKnown(turn) || turns.learn(open, turn)) {
        var before = open.load(new Asked(asked.streams(), Set.of(), Set.of(), Set.of()), Map.of());
        var change = Change.of(delta, before, database.keepsEnds());
        acknowledged(turn, store(open, change, turn));
        return delta;
      }
      open.rollback();
    }
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
    if (sent == null) {
      turns.share(open);
    }
    while (true) {
      var asked = turns.asked(group);
      var slots = turns.slots(asked);
      if (sent == null && turns.isLikely(slots) && open.writesAtOnce()) {
        var guess = Guess.of(group, asked, turns.known(), turns.prefixes());
        if (guess.isPresent() && writeAtOnce(open, guess.get(), slots)) {
          return guess.get().decision();
        }
      }
      var turn = open.begin(slots);
      var lost = sent;
      if (lost != null && !lost.turn().equals(turn)) {
        return confirmed(open, lost, turn);
      }
      sent = null;
      if (turns.isKnown(turn) || (turns.learn(open, turn) && turns.cover(turn, turns.asked(group)))) {
        return decided(open, group, turn);
      }
      open.rollback();
    }
  }

  private Decision decided(Session open, List<List<Commit>> group, Session.Turn turn) throws SQLException {
    var asked = turns.asked(group);
    var before = open.load(asked, turns.known().heads(asked.streams()));
    turns.prefixes().ifPresent(rules -> before.values().put(PrefixRules.KEY, rules));
    turns.known().add(asked, before);
    var decision = Decision.of(group, before);
    if (decision.delta().isEmpty() && !acknowledges(decision.results())) {
      open.rollback();
      return decision;
    }
    turns.requireCover(turn, decision.delta());
    var change = Change.of(decision.delta(), before, database.keepsEnds());
    written(decision, change, turn, store(open, change, turn));
    return decision;
  }

  /** Writes {@code change}, commits, and returns by how much this raises the generations. */
  private long store(Session open, Change change, Session.Turn turn) throws SQLException {
    phase = Phase.STORING;
    var step = open.step();
    open.store(change, turn, step);
    phase = Phase.COMMITTING;
    database.sending(turn.total(step));
    open.commit();
    return step;
  }

  /** Writes {@code guess}, and returns whether it was right. */
  private boolean writeAtOnce(Session open, Guess guess, List<Integer> slots) throws SQLException {
    phase = Phase.STORING;
    var step = open.step();
    var turn = turns.expected(slots);
    turns.requireCover(turn, guess.decision().delta());
    var transaction = open.atOnce(guess, turn, step);
    sent = new Sent(guess, turn, step);
    phase = Phase.COMMITTING;
    database.sending(turn.total(step));
    var right = transaction.run();
    sent = null;
    if (right) {
      written(guess.decision(), guess.change(), turn, step);
    } else {
      database.notCommitted();
      phase = Phase.DECIDING;
    }
    return right;
  }

  /**
   * Answers for {@code lost}, of which no answer came, once this transaction has its turn: then {@code lost} has ended.
   * If it wrote nothing, the generations are those that it was for. If it wrote, that is seen here; {@link
   * #acknowledges} says what shows that it is durable.
   */
  private Decision confirmed(Session open, Sent lost, Session.Turn turn) throws SQLException {
    if (!lost.turn().raised(lost.step()).equals(turn)) {
      throw lost(new SQLException("other writers have changed the store since"));
    }
    sent = null;
    turns.found(turn);
    written(lost.guess().decision(), lost.guess().change(), turn, store(open, Change.NOTHING, turn));
    return lost.guess().decision();
  }

  private void written(Decision decision, Change change, Session.Turn turn, long step) {
    acknowledged(turn, step);
    turns.written(change, decision.delta());
  }

  private void acknowledged(Session.Turn turn, long step) {
    database.requireKept();
    database.committed(turn.total(step));
    turns.acknowledged(turn.raised(step));
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
    turns.forget();
    clean = true;
  }
}
