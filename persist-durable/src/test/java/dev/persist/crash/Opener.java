package dev.persist.crash;

import dev.persist.Json;
import dev.persist.Persist;
import dev.persist.StoreException;

/** Opens a store, writes to it, and says how that went: another process. */
public final class Opener {
  private Opener() {}

  /** Takes the URL; with a second argument, ends as abruptly as a kill would end it. */
  public static void main(String[] args) {
    try (var store = Persist.open(args[0])) {
      store.kv().update("openings", Json.of(0), count -> Json.of(count.as(Integer.class) + 1));
      System.out.println("opened");
      if (args.length > 1) {
        Runtime.getRuntime().halt(0);
      }
    } catch (StoreException e) {
      System.out.println(e.getClass().getSimpleName() + ": " + e.getMessage());
    }
  }
}
