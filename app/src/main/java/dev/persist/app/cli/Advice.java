package dev.persist.app.cli;

import dev.persist.StoreException;

/** What to do about a fault of a store, beyond what its message says. */
final class Advice {
  private Advice() {}

  /** Returns the advice on {@code fault}, to be said behind its message; empty when there is none. */
  static String on(StoreException fault) {
    return String.valueOf(fault.getMessage()).contains(" is locked: ")
        ? System.lineSeparator() + "If persist serve has it open, with a PERSIST_STORE_TOKEN, go through it: "
            + "--url http://:TOKEN@HOST:PORT/store"
        : "";
  }
}
