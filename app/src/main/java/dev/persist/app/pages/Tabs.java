package dev.persist.app.pages;

import java.util.List;

/** The pages of the inspector, for its navigation. */
public final class Tabs {
  /** The entry of the navigation of the app that they belong to. */
  static final String SECTION = "/inspect";

  /** A page of the inspector. */
  public record Tab(String path, String name) {}

  /** All of them. */
  public static final List<Tab> ALL = List.of(new Tab(SECTION, "Timeline"), new Tab("/inspect/streams", "Streams"),
      new Tab("/inspect/lanes", "Lanes"), new Tab("/inspect/keys", "Keys"), new Tab("/inspect/views", "Views"),
      new Tab("/inspect/subscriptions", "Subscriptions"));

  private Tabs() {}
}
