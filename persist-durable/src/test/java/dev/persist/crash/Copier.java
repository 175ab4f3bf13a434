package dev.persist.crash;

import dev.persist.Persist;
import dev.persist.conformance.Logged;
import dev.persist.spi.Backend;
import dev.persist.spi.BackendProvider;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Runs the subscription {@code copy} and writes to its streams until it is killed: one of the processes that race for its
 * lease, by the clock that all processes of a machine share. Says on standard output what became of each commit of its
 * handler, once it said {@code ready}.
 */
public final class Copier {
  private static final int WRITERS = 2;

  private Copier() {}

  /**
   * Takes the URL, the directory of effects outside, a bug, a lease, how many runners there are, and how many numbers each of
   * two writers writes. With one more argument it says {@code holding} before the first commit of its handler, and waits
   * for a line before it goes on: its lease cannot be renewed, or found lost, meanwhile.
   */
  public static void main(String[] args) throws InterruptedException {
    Logged.off();
    var backend = BackendProvider.openUrl(args[0]);
    var outside = Path.of(args[1]);
    var bug = PlantedInRunner.valueOf(args[2]);
    var lease = Duration.parse(args[3]);
    var held = new AtomicBoolean(args.length < 7);
    var copying = new Copying(Persist.over(telling(bug.in(backend), held)), Copying.SHARED, outside);
    say("ready");
    for (var i = 0; i < Integer.parseInt(args[4]); i++) {
      copying.runner().leasing(lease).start();
    }
    var numbers = Integer.parseInt(args[5]);
    for (var i = 0; i < WRITERS; i++) {
      Thread.ofPlatform().start(() -> write(new Copying(Persist.over(backend), Copying.SHARED, outside), numbers));
    }
    Thread.currentThread().join();
  }

  private static void write(Copying copying, int numbers) {
    for (var i = 0; i < numbers; i++) {
      copying.write(i);
    }
  }

  private static Backend telling(Backend backend, AtomicBoolean held) {
    return new Tampered(backend, commit -> {
      if (PlantedInRunner.hasEffect(commit) && held.compareAndSet(false, true)) {
        hold();
      }
      var result = backend.commit(commit);
      if (PlantedInRunner.hasEffect(commit)) {
        say(result.getClass().getSimpleName());
      }
      return result;
    });
  }

  private static void hold() {
    say("holding");
    try {
      System.in.read();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static synchronized void say(String line) {
    System.out.println(line);
    System.out.flush();
  }
}
