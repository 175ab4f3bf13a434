package dev.persist.conformance;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A PostgreSQL server on loopback that asks for no password. What it is not told it has from PostgreSQL, so it is as
 * durable as one in production. None outlives the JVM.
 */
public final class PostgresProcess implements AutoCloseable {
  private static final Set<PostgresProcess> RUNNING = ConcurrentHashMap.newKeySet();

  static {
    Runtime.getRuntime().addShutdownHook(new Thread(() -> {
      RUNNING.forEach(PostgresProcess::kill);
      PostgresPrograms.remove();
    }));
  }

  private final Path data;
  private final Process postmaster;

  private PostgresProcess(Path data, Process postmaster) {
    this.data = data;
    this.postmaster = postmaster;
  }

  /** Returns a new data directory. */
  public static Path newData() throws IOException {
    return newData(PostgresPrograms.bin());
  }

  /** Returns a new data directory for the programs in {@code bin}. */
  public static Path newData(Path bin) throws IOException {
    var data = PostgresPrograms.newDirectory();
    // Not the order of bytes, as in production: who needs that order has to say so.
    var options = "--auth=trust --username=postgres --encoding=UTF8 --locale=C --locale-provider=icu --icu-locale=en";
    var arguments = new ArrayList<>(List.of(options.split(" ")));
    arguments.addAll(List.of("--no-sync", "-D", data.toString()));
    var initdb = PostgresPrograms.process(bin.resolve("initdb"), arguments).start();
    var output = initdb.inputReader().lines().collect(Collectors.joining("\n"));
    if (initdb.onExit().join().exitValue() != 0) {
      throw new IOException(output);
    }
    return data;
  }

  /** Returns the file that lists the states of its errors, each at the beginning of a line. */
  public static Path appendix() {
    return PostgresPrograms.file("share/postgresql/errcodes.txt");
  }

  /** Returns an empty directory, which is to become a copy of a data directory. */
  public static Path newCopy() throws IOException {
    return newDirectory();
  }

  /** Returns a new, empty directory of the user that runs the servers. */
  public static Path newDirectory() throws IOException {
    return PostgresPrograms.newDirectory();
  }

  /**
   * Returns a process to be, of the user that runs the servers: {@code program} with {@code arguments}, its errors among
   * its output.
   */
  public static ProcessBuilder process(Path program, List<String> arguments) {
    return PostgresPrograms.process(program, arguments);
  }

  /** Removes {@code directory}. */
  public static void remove(Path directory) {
    PostgresPrograms.remove(directory);
  }

  /** Starts a server, and waits until it answers. A setting is {@code name=value}. */
  public static PostgresProcess start(Path data, int port, String... settings) throws IOException {
    return start(PostgresPrograms.bin(), data, port, settings);
  }

  /** As {@link #start(Path, int, String...)}, with the programs in {@code bin}. */
  public static PostgresProcess start(Path bin, Path data, int port, String... settings) throws IOException {
    PostgresPrograms.own(data);
    var arguments = new ArrayList<>(List.of("-D", data.toString(), "-p", "" + port, "-k", "", "-h", "127.0.0.1"));
    for (var setting : settings) {
      arguments.addAll(List.of("-c", setting));
    }
    var server = new PostgresProcess(data, PostgresPrograms.process(bin.resolve("postgres"), arguments).start());
    RUNNING.add(server);
    server.awaitReady();
    return server;
  }

  /** Returns a port that nobody uses, and that no client is given for its own end while its server is down. */
  public static int freePort() throws IOException {
    while (true) {
      var port = ThreadLocalRandom.current().nextInt(20_000, 32_000);
      try (var probe = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
        return probe.getLocalPort();
      } catch (BindException taken) {
        // The next one, then.
      }
    }
  }

  private void awaitReady() throws IOException {
    var log = postmaster.inputReader();
    var seen = new StringBuilder();
    for (var line = log.readLine(); line != null; line = log.readLine()) {
      seen.append(line).append('\n');
      if (line.contains("ready to accept")) {
        Thread.ofPlatform().daemon().start(() -> drain(log));
        return;
      }
    }
    kill();
    throw new IOException(seen.toString());
  }

  private static void drain(BufferedReader log) {
    try (log) {
      log.transferTo(Writer.nullWriter());
    } catch (IOException e) {
      // The server's end closed it.
    }
  }

  /** Kills all its processes at once, as a crash does. Afterwards another may be started on the same data. */
  public void kill() {
    // A child that runs on sees the postmaster's end, and takes leave of its client.
    pause();
    var children = postmaster.descendants().toList();
    postmaster.destroyForcibly().onExit().join();
    Processes.kill(children);
    RUNNING.remove(this);
  }

  /** Shuts it down in order; its clients are disconnected. */
  public void stop() {
    Processes.signal("INT", List.of(postmaster.toHandle()));
    postmaster.onExit().join();
    RUNNING.remove(this);
  }

  /** Stops all its processes where they are; their connections stay open and answer nothing. */
  public void pause() {
    // First, so that it starts no process meanwhile.
    Processes.signal("STOP", List.of(postmaster.toHandle()));
    Processes.signal("STOP", postmaster.descendants().toList());
  }

  /** Undoes {@link #pause}. */
  public void resume() {
    Processes.signal("CONT", Stream.concat(postmaster.descendants(), Stream.of(postmaster.toHandle())).toList());
  }

  /** Kills it, and removes its data. */
  @Override
  public void close() {
    kill();
    PostgresPrograms.remove(data);
  }
}
