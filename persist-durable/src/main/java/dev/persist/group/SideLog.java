package dev.persist.group;

import org.jspecify.annotations.Nullable;

/**
 * Writes to a log on a thread of its own. A log handler may block, throw, or use the very store that the log is about;
 * none of that may hold up the store. Safe for use by any thread.
 */
public final class SideLog {
  private final System.Logger log;

  /** Creates a writer to the log that is named for {@code type}. */
  public SideLog(Class<?> type) {
    this.log = System.getLogger(type.getName());
  }

  /** Writes a line soon, if there is memory for it. */
  public void log(System.Logger.Level level, String message, @Nullable Throwable cause) {
    try {
      Thread.ofPlatform().daemon().name("persist-log").start(() -> log.log(level, message, cause));
    } catch (Error e) {
      // There is no memory, or no thread. Callers are told what was to be logged, too.
    }
  }
}
