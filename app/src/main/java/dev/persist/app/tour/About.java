package dev.persist.app.tour;

import java.util.List;

/**
 * What the page says of an example.
 *
 * @param name its name in the store, and in the path of its page
 * @param root where its source begins
 * @param subsystem the class before and after the migration
 * @param story what it keeps, in one sentence
 * @param fault the fault that is planted in the new version
 * @param calls the calls that a visitor may make
 * @param things what the calls are about
 * @param hasPerson whether the calls name a person
 */
public record About(String name, String root, String subsystem, String story, String fault, List<String> calls,
    String thing, List<String> things, boolean hasPerson) {
  /** Copies the lists. */
  public About {
    calls = List.copyOf(calls);
    things = List.copyOf(things);
  }

  static About of(String name, String subsystem, String story, String fault) {
    return new About(name, "example-" + name + "/src/main/java/dev/persist/example/" + name + "/", subsystem, story,
        fault, List.of(), "", List.of(), false);
  }

  About with(List<String> calls, String thing, List<String> things, boolean hasPerson) {
    return new About(name, root, subsystem, story, fault, calls, thing, things, hasPerson);
  }
}
