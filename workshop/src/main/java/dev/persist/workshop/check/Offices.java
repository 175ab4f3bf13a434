package dev.persist.workshop.check;

import dev.persist.Persist;
import dev.persist.migrate.DualRun;
import dev.persist.workshop.Call;
import dev.persist.workshop.MapOffice;
import dev.persist.workshop.Office;
import java.lang.reflect.InvocationTargetException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;

/**
 * Makes the offices to grade.
 *
 * @param type has the constructor and the static methods of {@link dev.persist.workshop.TicketOffice}
 */
record Offices(Class<? extends Office> type) {
  /** The time of all events: no stage depends on it. */
  static final InstantSource CLOCK = InstantSource.fixed(Instant.EPOCH);

  /** Returns a new office over {@code store}, as a process has it that has just started. */
  Office over(Persist store) {
    try {
      return type.getConstructor(Persist.class, InstantSource.class).newInstance(store, CLOCK);
    } catch (ReflectiveOperationException e) {
      throw thrown(e);
    }
  }

  Persist open(Path directory) {
    return (Persist) call("open", directory);
  }

  void backUp(Path directory, Path backups) {
    call("backUp", directory, backups);
  }

  void restore(Path backups, Path directory) {
    call("restore", backups, directory);
  }

  @SuppressWarnings("unchecked")
  DualRun<Office, Call> moveIn(Office office, MapOffice old) {
    try {
      return (DualRun<Office, Call>) type.getMethod("moveIn", MapOffice.class).invoke(office, old);
    } catch (ReflectiveOperationException e) {
      throw thrown(e);
    }
  }

  private Object call(String method, Path... paths) {
    var types = new Class<?>[paths.length];
    Arrays.fill(types, Path.class);
    try {
      return type.getMethod(method, types).invoke(null, (Object[]) paths);
    } catch (ReflectiveOperationException e) {
      throw thrown(e);
    }
  }

  private RuntimeException thrown(ReflectiveOperationException e) {
    if (e instanceof InvocationTargetException && e.getCause() instanceof RuntimeException own) {
      return own;
    }
    if (e instanceof InvocationTargetException && e.getCause() instanceof Error own) {
      throw own;
    }
    return new IllegalStateException(
        type.getSimpleName() + " lacks a constructor or method that it was handed out with: " + e.getMessage(), e);
  }
}
