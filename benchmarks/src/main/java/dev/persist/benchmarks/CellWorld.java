package dev.persist.benchmarks;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Tenants in cells, minute by minute. A cell that is too full gives one tenant at a time away. That tenant is copied, and stays in
 * its old cell until the copy ends. The same seed gives the same world.
 */
final class CellWorld {
  private static final int HOUR = 60;

  /** From here on a cell gives tenants away, and so far another may take them. */
  private static final double HIGH = 0.7;

  private static final double TAKES = 0.6;

  /** How much of its full speed a copy has, and how much it takes of what the two cells can do. */
  private static final double COPY = 0.1;

  private record Move(int tenant, int to, int ends) {}

  private final CellSetting setting;
  private final Tenants tenants;
  private final int[] cellOf;
  private final double[] loadOf;
  private final boolean[] copying;
  private final List<Move> moves = new ArrayList<>();
  private int minute;
  private int moved;
  private int copiedMinutes;

  CellWorld(CellSetting setting, long seed) {
    this.setting = setting;
    var random = new SplittableRandom(seed);
    tenants = new Tenants(setting.tenants(), setting.skew(), setting.used() * setting.capacity() * setting.cells(),
        random.split());
    cellOf = random.ints(setting.tenants(), 0, setting.cells()).toArray();
    loadOf = new double[setting.cells()];
    copying = new boolean[setting.cells()];
    if (setting.placing().byLoad()) {
      for (var tenant = 0; tenant < setting.tenants(); tenant++) { // the largest first
        cellOf[tenant] = emptiest();
        loadOf[cellOf[tenant]] += tenants.average(tenant);
      }
    }
  }

  /** Lets a minute pass. */
  void step() {
    if (minute % HOUR == 0) {
      tenants.change(minute / HOUR);
      Arrays.fill(loadOf, 0);
      for (var tenant = 0; tenant < setting.tenants(); tenant++) {
        loadOf[cellOf[tenant]] += tenants.load(tenant);
      }
    }
    minute++;
    for (var move : List.copyOf(moves)) {
      if (move.ends <= minute) {
        end(move);
      }
    }
    for (var cell = 0; cell < setting.cells() && setting.placing().moves(); cell++) {
      if (used(cell) > HIGH && !copying[cell]) {
        giveAway(cell);
      }
    }
  }

  /** Begins to move the tenant that comes nearest to what the cell has too much, if some cell may take it. */
  private void giveAway(int cell) {
    var to = emptiest();
    var excess = loadOf[cell] - TAKES * setting.capacity();
    var room = TAKES * setting.capacity() - loadOf[to];
    if (to == cell || copying[to] || room <= 0) {
      return;
    }
    var best = -1;
    for (var tenant = 0; tenant < setting.tenants(); tenant++) {
      if (cellOf[tenant] == cell && tenants.load(tenant) <= room
          && (best < 0 || Math.abs(tenants.load(tenant) - excess) < Math.abs(tenants.load(best) - excess))) {
        best = tenant;
      }
    }
    if (best >= 0) {
      var minutes = (int) Math.ceil(events(best) / (setting.copyRate() * COPY) / 60);
      moves.add(new Move(best, to, minute + minutes));
      copiedMinutes += minutes;
      copying[cell] = true;
      copying[to] = true;
    }
  }

  private void end(Move move) {
    var from = cellOf[move.tenant];
    loadOf[from] -= tenants.load(move.tenant);
    loadOf[move.to] += tenants.load(move.tenant);
    cellOf[move.tenant] = move.to;
    copying[from] = false;
    copying[move.to] = false;
    moves.remove(move);
    moved++;
  }

  /** Returns the cell with the least to do, of those that copy nothing if there is one. */
  private int emptiest() {
    return IntStream.range(0, setting.cells())
        .reduce((a, b) -> copying[a] == copying[b] ? loadOf[a] <= loadOf[b] ? a : b : copying[a] ? b : a)
        .orElseThrow();
  }

  /** Returns which part of what it can do a cell needs now; above 1, commits wait for a quieter time. */
  double used(int cell) {
    return loadOf[cell] / setting.capacity() + (copying[cell] ? COPY : 0);
  }

  /** Returns how many commits a second a cell is asked for. */
  double load(int cell) {
    return loadOf[cell];
  }

  /** Returns how many events a tenant has. */
  double events(int tenant) {
    return tenants.average(tenant) * setting.keptSeconds();
  }

  /** Returns the tenants of a cell. */
  int[] tenants(int cell) {
    return IntStream.range(0, setting.tenants()).filter(tenant -> cellOf[tenant] == cell).toArray();
  }

  /** Returns what the largest tenant asks for on average, of what a cell can do. */
  double largest() {
    return tenants.average(0) / setting.capacity();
  }

  /** Returns how many tenants have moved. */
  int moved() {
    return moved;
  }

  /** Returns how many minutes of copying have begun, all together. */
  int copiedMinutes() {
    return copiedMinutes;
  }
}
