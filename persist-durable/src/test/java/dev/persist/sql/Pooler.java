package dev.persist.sql;

import dev.persist.conformance.PostgresProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** A PgBouncer before a server. */
final class Pooler implements AutoCloseable {
  private final int port = PostgresProcess.freePort();
  private final Process process;

  /** Starts one with the {@code pool_mode} {@code mode}, its settings in {@code directory}, and waits until it answers. */
  Pooler(Path directory, String mode, int server) throws IOException {
    var settings = Files.writeString(directory.resolve("pgbouncer.ini"), """
        [databases]
        * = host=127.0.0.1 port=%d user=postgres
        [pgbouncer]
        listen_addr = 127.0.0.1
        listen_port = %d
        unix_socket_dir =
        auth_type = any
        pool_mode = %s
        """.formatted(server, port, mode));
    var root = Files.getAttribute(settings, "unix:uid").equals(0);
    if (root) { // which it refuses to run as
      Files.setAttribute(directory, "unix:mode", 0755);
    }
    var command = root
        ? new ProcessBuilder("pgbouncer", "-u", "nobody", settings.toString())
        : new ProcessBuilder("pgbouncer", settings.toString());
    process = command.redirectErrorStream(true).start();
    var log = process.inputReader();
    var seen = new StringBuilder();
    for (var line = log.readLine(); line == null || !line.contains("process up"); line = log.readLine()) {
      if (line == null) {
        throw new IOException(seen.toString());
      }
      seen.append(line).append('\n');
    }
  }

  String url() {
    return PostgresServer.url("127.0.0.1:" + port);
  }

  @Override
  public void close() {
    process.destroy();
    process.onExit().orTimeout(10, TimeUnit.SECONDS).exceptionally(late -> process.destroyForcibly()).join();
  }
}
