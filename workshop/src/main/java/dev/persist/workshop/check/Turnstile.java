package dev.persist.workshop.check;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/** Lets one of several threads take its next step at a time, in an order that can be repeated. */
final class Turnstile {
  private static final int MOST = 300;
  private static final long PATIENCE = 10_000;
  private static final int NOBODY = -1;

  private final List<Integer> given;
  private final List<Turn> turns = new ArrayList<>();
  private final TreeSet<Integer> waiting = new TreeSet<>();
  private int alive;
  private int last = NOBODY;
  private int running = NOBODY;

  /** The caller that had a turn, and the callers that could have had it. */
  record Turn(int client, List<Integer> could) {}

  /** Ends a thread whose run does not end. */
  static final class Endless extends Error {
    private static final long serialVersionUID = 1;

    Endless(String message) {
      super(message);
    }
  }

  /**
   * Creates one for {@code clients} threads.
   *
   * @param given who has the first turns; after these, a thread goes on as long as it can
   */
  Turnstile(int clients, List<Integer> given) {
    this.alive = clients;
    this.given = given;
  }

  /** Waits for the turn of {@code client}. */
  synchronized void pass(int client) {
    waiting.add(client);
    next();
    var end = System.nanoTime() + PATIENCE * 1_000_000;
    while (running != client) {
      if (turns.size() > MOST) {
        throw new Endless("after " + MOST + " steps, the calls have not ended");
      }
      if (System.nanoTime() > end) {
        throw new Endless("one office waits for another; they are two processes, so they share only the store");
      }
      try {
        wait(PATIENCE);
      } catch (InterruptedException e) {
        throw new Endless("interrupted");
      }
    }
    running = NOBODY;
  }

  /** Says that {@code client} has ended, one way or another. */
  synchronized void leave(int client) {
    waiting.remove(client);
    alive--;
    next();
  }

  private void next() {
    if (waiting.isEmpty() || waiting.size() < alive || running != NOBODY) {
      return;
    }
    if (turns.size() <= MOST) {
      var turn = turns.size();
      var chosen = turn < given.size() ? given.get(turn) : waiting.contains(last) ? last : waiting.first();
      turns.add(new Turn(chosen, List.copyOf(waiting)));
      waiting.remove(chosen);
      last = chosen;
      running = chosen;
    }
    notifyAll();
  }

  /** Returns the turns there were. */
  synchronized List<Turn> turns() {
    return List.copyOf(turns);
  }
}
