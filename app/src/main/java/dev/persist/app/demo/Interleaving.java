package dev.persist.app.demo;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The order in which concurrent callers took their steps: a lane for each caller, and one axis of time. */
public record Interleaving(List<Lane> lanes) {
  /** Nothing to show. */
  public static final Interleaving NONE = new Interleaving(List.of());

  /** What one caller did, in order. */
  public record Lane(String name, List<Mark> marks) {
    /** Copies the list. */
    public Lane {
      marks = List.copyOf(marks);
    }
  }

  /**
   * One thing that was done.
   *
   * @param at when, in microseconds since the begin
   * @param kind {@code plain}, {@code good} or {@code bad}
   */
  public record Mark(long at, String label, String kind) {}

  /**
   * A mark on the axis.
   *
   * @param number its place in the order of time, from 1
   * @param row the place of its lane, from 0
   */
  public record Placed(int number, int row, Lane lane, Mark mark) {}

  /** Copies the list. */
  public Interleaving {
    lanes = List.copyOf(lanes);
  }

  /** Returns all marks in the order of time. */
  public List<Placed> placed() {
    record Found(int row, Mark mark) {}
    var found = new ArrayList<Found>();
    for (var row = 0; row < lanes.size(); row++) {
      for (var mark : lanes.get(row).marks) {
        found.add(new Found(row, mark));
      }
    }
    found.sort(Comparator.comparingLong(each -> each.mark.at));
    var placed = new ArrayList<Placed>();
    for (var each : found) {
      placed.add(new Placed(placed.size() + 1, each.row, lanes.get(each.row), each.mark));
    }
    return placed;
  }
}
