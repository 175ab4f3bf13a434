package dev.persist.app.tour;

import java.util.List;
import java.util.Locale;

/** A step of the tour, in the order in which they are taken. */
public enum Step {
  /** The old version answers alone. */
  BEFORE("Before", "The old version keeps its state in a map, and answers alone.", ""),

  /** What the old version holds goes into a store. */
  IMPORT("Import", "Genesis writes all that the map holds into an empty store, one commit for each stream.", "Import"),

  /** Both versions answer every query. */
  PARITY("Parity", "Do not believe the import: ask. Both versions answer every query there is.", "Compare"),

  /** Both versions answer each call, and the new one has a fault. */
  FAULT("Dual run with a fault", "Both versions make each call, and the old one answers the callers. "
      + "The new one has a fault, planted for this tour.", "Run both, with the fault"),

  /** The fault is removed, and both versions run again. */
  MENDED("Mended",
      "The fault is removed. The recorded calls are made again on two fresh versions. Then the dual run begins again "
          + "on an empty store, because the fault may have left wrong events in the first.",
      "Remove the fault"),

  /** The new version serves. */
  CUT_OVER("Cut-over", "One commit lets the new version answer the callers. The old one follows.", "Cut over"),

  /** The old version serves again. */
  ROLL_BACK("Roll-back",
      "The process restarts, which empties the map. It is filled from the new version. Then one commit lets the "
          + "old version answer again.",
      "Restart and roll back");

  private final String title;
  private final String meaning;
  private final String button;

  Step(String title, String meaning, String button) {
    this.title = title;
    this.meaning = meaning;
    this.button = button;
  }

  /** Returns how a form names it. */
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Returns its heading. */
  public String title() {
    return title;
  }

  /** Returns what happens in it. */
  public String meaning() {
    return meaning;
  }

  /** Returns what the button says that takes it. */
  public String button() {
    return button;
  }

  /** Returns its number, from 1. */
  public int number() {
    return List.of(values()).indexOf(this) + 1;
  }
}
