package dev.persist.app.cli;

import dev.persist.blob.BlobStore;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.function.Function;

/**
 * What a command gets from where it was called.
 *
 * @param in standard input
 * @param out standard output, not buffered
 * @param err standard error, not buffered
 * @param environment the variables of the environment
 * @param clock tells the time of events
 * @param blobs opens the blob store that a URL names
 * @param progress whether a person watches standard error, to be shown how far a command is
 */
public record Shell(InputStream in, OutputStream out, OutputStream err, Map<String, String> environment, Clock clock,
    Function<String, BlobStore> blobs, boolean progress) {
  /** Returns what this process has. */
  public static Shell ofProcess(Function<String, BlobStore> blobs) {
    return new Shell(new FileInputStream(FileDescriptor.in), new FileOutputStream(FileDescriptor.out),
        new FileOutputStream(FileDescriptor.err), System.getenv(), Clock.systemUTC(), blobs, isTerminal());
  }

  /** Java tells of standard output at most, so this asks the system where it shows the files of a process. */
  private static boolean isTerminal() {
    try {
      var target = Files.readSymbolicLink(Path.of("/proc/self/fd/2")).toString();
      return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty") || target.equals("/dev/console");
    } catch (IOException | UnsupportedOperationException e) {
      return false;
    }
  }
}
