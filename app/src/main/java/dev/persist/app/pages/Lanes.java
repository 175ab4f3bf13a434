package dev.persist.app.pages;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.LongStream;

/**
 * What happened in several places, on one axis of time: a lane for each place, and a mark for each thing that happened there. {@code
 * lanes.jte} draws it, and lists the same in a table.
 *
 * @param caption what it shows, in a few words
 * @param lanes from top to bottom
 */
public record Lanes(String caption, List<Lane> lanes) {
  /** How wide the picture is. */
  public static final int WIDTH = 1000;
  /** How high a lane is. */
  public static final int HEIGHT = 64;

  private static final int EDGE = 16;
  /** How wide a character of a label is, at most. */
  private static final int CHARACTER = 8;

  /**
   * A place.
   *
   * @param link the address of its page
   * @param marks in the order of the axis
   */
  public record Lane(String name, String link, List<Mark> marks) {}

  /**
   * Something that happened.
   *
   * @param at where on the axis, in any unit
   * @param time the same, for people
   * @param label what happened, in a word or two
   * @param link the address of its page
   */
  public record Mark(long at, String time, String label, String link) {}

  /** A mark and its lane. */
  public record Row(Lane lane, Mark mark) {}

  /** A mark as it is drawn, {@code labelled} if there is room for its label. */
  public record Drawn(Mark mark, int x, boolean labelled) {
    /** Returns whether the label lies to the left of the mark, since there is no room to the right. */
    public boolean leftwards() {
      return x + width(mark) > WIDTH;
    }
  }

  /** Returns all marks, in the order of the axis. */
  public List<Row> rows() {
    return lanes.stream()
        .flatMap(lane -> lane.marks.stream().map(mark -> new Row(lane, mark)))
        .sorted(Comparator.comparingLong(row -> row.mark.at))
        .toList();
  }

  /** Returns the marks of {@code lane}, each at its place. */
  public List<Drawn> drawn(Lane lane) {
    var drawn = new ArrayList<Drawn>();
    var free = 0;
    for (var mark : lane.marks) {
      var placed = new Drawn(mark, x(mark.at), true);
      var left = placed.leftwards() ? placed.x - width(mark) : placed.x;
      drawn.add(left >= free ? placed : new Drawn(mark, placed.x, false));
      free = left >= free ? left + width(mark) : free;
    }
    return drawn;
  }

  private static int width(Mark mark) {
    return mark.label.length() * CHARACTER;
  }

  /** Where all marks are at one moment, that is the middle. */
  private int x(long at) {
    var first = axis().min().orElse(at);
    var length = axis().max().orElse(at) - first;
    return length == 0
        ? WIDTH / 2
        : EDGE + (int) Math.round((WIDTH - 2.0 * EDGE) * (at - first) / length);
  }

  private LongStream axis() {
    return lanes.stream().flatMap(lane -> lane.marks.stream()).mapToLong(Mark::at);
  }

  /** Returns how high the picture is. */
  public int height() {
    return lanes.size() * HEIGHT;
  }
}
