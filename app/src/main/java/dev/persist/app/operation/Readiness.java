package dev.persist.app.operation;

import dev.persist.Commit;
import dev.persist.Persist;
import dev.persist.StoreException;
import dev.persist.feed.Subscription;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Says why the app cannot do its work. Safe for use by any thread. */
public final class Readiness {
  private static final long MIB = 1 << 20;
  private static final String STOPPING = "the app is stopping";

  private final OperationSettings settings;
  private final Persist store;
  private volatile boolean stopping;

  @Inject
  Readiness(OperationSettings settings, Persist store) {
    this.settings = settings;
    this.store = store;
  }

  /** Makes the app not ready from now on, since it is told to stop. It still does its work. */
  public void stop() {
    stopping = true;
  }

  /** Returns each reason and what to do about it; empty when the app is ready. */
  List<String> reasons() {
    var reasons = new ArrayList<String>();
    if (stopping) {
      reasons.add(STOPPING);
    }
    settings.paths().forEach((name, path) -> shortOfSpace(name, path).ifPresent(reasons::add));
    try {
      requireWrites();
      Readers.subscriptions(store).values().forEach(each -> stopped(each).ifPresent(reasons::add));
    } catch (StoreException fault) {
      reasons.add(reason(fault));
    }
    return reasons;
  }

  /** Returns if the store takes writes. Commits nothing to find out, since only a commit shows it. */
  void requireWrites() {
    store.commit(Commit.builder().build());
  }

  /** Says what {@code fault} means, without its message, which may name hosts and paths. */
  static String reason(StoreException fault) {
    return switch (fault) {
      case StoreException.Failed failed ->
        "the store takes no more writes, since a write failed; reads still work; restart the app";
      case StoreException.Unavailable away -> "the store cannot be reached; look at its server";
      case StoreException.UnknownOutcome unknown -> "the store does not acknowledge a write; look at its server";
      case StoreException.Closed closed -> STOPPING;
      case StoreException.Refused refused -> "the store refuses an empty write; look at the log of its server";
      case StoreException.Damaged damaged -> "the store is damaged; run verify on it";
    };
  }

  private static Optional<String> stopped(Subscription subscription) {
    return subscription.status()
        .stopped()
        .map(at -> "subscription \"" + subscription.name() + "\" stopped at seq " + at.seq() + " of stream \""
            + at.stream() + "\"; mend the cause, then resume or skip");
  }

  private Optional<String> shortOfSpace(String name, Path path) {
    try {
      var free = Files.getFileStore(path).getUsableSpace();
      return free >= settings.leastFreeBytes()
          ? Optional.empty()
          : Optional.of("the disk of the " + name + " has " + free / MIB + " MiB left, less than the bound of "
              + settings.leastFreeBytes() / MIB + " MiB; free some, or move the store to a larger disk");
    } catch (IOException e) {
      return Optional.of("the disk of the " + name + " cannot be looked at; see whether it is mounted");
    }
  }
}
