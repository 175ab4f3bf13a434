package dev.persist.sql;

import dev.persist.conformance.PostgresProcess;
import dev.persist.conformance.Processes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** A Patroni with its PostgreSQL server: one machine of a cluster. */
final class PatroniNode {
  private final HttpClient http = HttpClient.newHttpClient();
  private final String name;
  private final Path directory;
  private final int port = PostgresProcess.freePort();
  private final int rest = PostgresProcess.freePort();
  private final Path configuration;
  private final Path log;
  private Process patroni;

  /** Starts one that makes a cluster with {@code settings}, or joins the one that etcd knows already. */
  PatroniNode(String name, String etcd, Path bin, String settings) throws IOException {
    this.name = name;
    this.directory = PostgresProcess.newDirectory();
    this.configuration = directory.resolve("patroni.yml");
    this.log = directory.resolve("patroni.log");
    Files.writeString(configuration, """
        scope: store
        name: %1$s
        etcd3:
          host: %2$s
        restapi:
          listen: 127.0.0.1:%3$d
          connect_address: 127.0.0.1:%3$d
        bootstrap:
          dcs:
        %4$s
          initdb: [{auth: trust}, {encoding: UTF8}, {locale: C}]
        postgresql:
          listen: 127.0.0.1:%5$d
          connect_address: 127.0.0.1:%5$d
          bin_dir: %6$s
          data_dir: %7$s/data
          pgpass: %7$s/pgpass
          pg_hba: [host all all 127.0.0.1/32 trust, host replication all 127.0.0.1/32 trust]
          basebackup: [{checkpoint: fast}]
          parameters: {unix_socket_directories: ''}
          authentication: {superuser: {username: postgres}, replication: {username: replicator}}
        """.formatted(name, etcd, rest, settings.indent(4).stripTrailing(), port, bin, directory));
    patroni = run();
  }

  private Process run() throws IOException {
    return PostgresProcess.process(Path.of("/usr/bin/patroni"), List.of(configuration.toString()))
        .redirectOutput(Redirect.appendTo(log.toFile()))
        .start();
  }

  /** Starts it again, after {@link #kill}. */
  void start() throws IOException {
    patroni = run();
  }

  String name() {
    return name;
  }

  int port() {
    return port;
  }

  /** Returns the URL of its database; {@code &name=value} may follow. */
  String url() {
    return PostgresServer.url("127.0.0.1:" + port);
  }

  /** Returns what it said last. */
  String log() {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Says whether it has this role: {@code leader}, {@code sync} (a synchronous standby) or {@code async}. */
  boolean is(String role) {
    var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + rest + "/" + role))
        .timeout(Duration.ofSeconds(1))
        .build();
    try {
      return http.send(request, BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException e) {
      return false; // killed or frozen
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Runs patronictl with {@code arguments}, and returns what it says. */
  String control(List<String> arguments) throws IOException {
    var all = Stream.concat(Stream.of("-c", configuration.toString()), arguments.stream()).toList();
    var process = PostgresProcess.process(Path.of("/usr/bin/patronictl"), all).start();
    try (var said = process.inputReader()) {
      return String.join("\n", said.lines().toList());
    }
  }

  /** Kills its server alone. */
  void killServer() {
    var processes = withDescendants(server());
    Processes.signal("STOP", processes);
    Processes.kill(processes);
  }

  /** Kills Patroni and its server at once, as the loss of the machine does. */
  void kill() {
    freeze();
    Processes.kill(processes());
    try {
      Files.deleteIfExists(pidFile()); // its number may soon be another process's
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Stops all its processes where they are; their connections stay open and answer nothing. */
  void freeze() {
    Processes.signal("STOP", Stream.concat(Stream.of(patroni.toHandle()), server()).toList()); // they start no more then
    Processes.signal("STOP", processes());
  }

  /** Undoes {@link #freeze}. */
  void thaw() {
    Processes.signal("CONT", processes());
  }

  private List<ProcessHandle> processes() {
    return withDescendants(Stream.concat(Stream.of(patroni.toHandle()), server()));
  }

  private static List<ProcessHandle> withDescendants(Stream<ProcessHandle> roots) {
    return roots.flatMap(root -> Stream.concat(Stream.of(root), root.descendants())).distinct().toList();
  }

  /** Returns the postmaster, which is no child of Patroni, if there is one. */
  private Stream<ProcessHandle> server() {
    try (var lines = Files.lines(pidFile())) {
      return lines.findFirst().flatMap(pid -> ProcessHandle.of(Long.parseLong(pid))).stream();
    } catch (IOException e) {
      return Stream.empty();
    }
  }

  private Path pidFile() {
    return directory.resolve("data/postmaster.pid");
  }

  /** Removes its data, after {@link #kill}. */
  void remove() {
    PostgresProcess.remove(directory);
  }
}
