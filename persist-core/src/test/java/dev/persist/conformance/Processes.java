package dev.persist.conformance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

/** Processes of others than the JVM, such as the children of a server. */
public final class Processes {
  private Processes() {}

  /** Sends the signal {@code name}, such as {@code STOP}, to those that are alive. */
  public static void signal(String name, List<ProcessHandle> processes) {
    var pids = processes.stream()
        .filter(ProcessHandle::isAlive)
        .map(each -> "" + each.pid())
        .collect(Collectors.joining(" "));
    try {
      new ProcessBuilder("sh", "-c", "kill -" + name + " " + pids)
          .redirectErrorStream(true)
          .start()
          .onExit()
          .join();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Kills them at once, and waits until they are gone. */
  public static void kill(List<ProcessHandle> processes) {
    processes.forEach(ProcessHandle::destroyForcibly);
    while (!processes.stream().allMatch(Processes::isGone)) {
      LockSupport.parkNanos(1_000_000);
    }
  }

  /** Says whether {@code process} has ended, even where nobody asks for the exit codes of orphans. */
  private static boolean isGone(ProcessHandle process) {
    if (!process.isAlive()) {
      return true;
    }
    try {
      return Files.readString(Path.of("/proc/" + process.pid() + "/stat")).contains(") Z ");
    } catch (IOException endedMeanwhile) {
      return !process.isAlive();
    }
  }
}
