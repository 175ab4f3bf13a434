package dev.persist.crash;

import dev.persist.CommitResult;
import dev.persist.Persist;
import dev.persist.StoreException;

/** Writes one commit after the other and says what became of each: the program whose disk fails. */
public final class FaultWriter {
  private FaultWriter() {}

  /** Takes the URL, and how many commits to write. */
  public static void main(String[] args) {
    try (var store = Persist.open(args[0])) {
      System.out.println("open");
      for (var i = 1; i <= Integer.parseInt(args[1]); i++) {
        System.out.println(i + " " + outcome(store, i));
      }
      System.out.println("read " + store.log().read("ids").count());
    }
  }

  /** Returns what becomes of commit number {@code number}, whose id is that number. */
  public static String outcome(Persist store, int number) {
    try {
      CommitResult result = store.commit(CrashWriter.once("1.0." + number));
      return result.getClass().getSimpleName();
    } catch (StoreException e) {
      return e.getClass().getSimpleName();
    }
  }
}
