package dev.persist.sql;

import dev.persist.conformance.PostgresProcess;
import dev.persist.conformance.Processes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A cluster of three PostgreSQL servers, each with its Patroni, and an etcd that they agree through. */
final class PatroniCluster implements AutoCloseable {
  private static final List<String> ROLES = List.of("leader", "sync", "async");
  /** Much longer than anything takes here, so that one who waits in vain hears what the nodes said. */
  private static final long PATIENCE_NANOS = 150_000_000_000L;

  private final Path directory;
  private final Process etcd;
  private final List<PatroniNode> nodes = new ArrayList<>();

  /** Starts one with these settings of Patroni, and waits until it is {@linkplain #awaitWhole whole}. */
  PatroniCluster(Path bin, String settings) throws IOException {
    directory = PostgresProcess.newDirectory();
    var client = "http://127.0.0.1:" + PostgresProcess.freePort();
    var peer = "http://127.0.0.1:" + PostgresProcess.freePort();
    etcd = PostgresProcess.process(Path.of("/usr/bin/etcd"), List.of("--data-dir", directory + "/data",
        "--listen-client-urls", client, "--advertise-client-urls", client, "--listen-peer-urls", peer,
        "--initial-advertise-peer-urls", peer, "--initial-cluster", "default=" + peer))
        .redirectOutput(directory.resolve("etcd.log").toFile())
        .start();
    Runtime.getRuntime().addShutdownHook(new Thread(this::kill));
    for (var name : List.of("db1", "db2", "db3")) {
      nodes.add(new PatroniNode(name, client.substring("http://".length()), bin, settings));
    }
    awaitWhole();
  }

  /** Returns the URL of whichever server is primary; {@code &name=value} may follow. */
  String url() {
    return PostgresServer.url(nodes.stream().map(node -> "127.0.0.1:" + node.port()).collect(Collectors.joining(",")));
  }

  List<PatroniNode> nodes() {
    return nodes;
  }

  /** Returns a node that has this role, as {@link PatroniNode#is} says. Waits until there is one. */
  PatroniNode the(String role) {
    await("a node that is " + role, () -> having(role).findAny().isPresent());
    return having(role).findAny().orElseThrow();
  }

  private Stream<PatroniNode> having(String role) {
    return nodes.stream().filter(node -> node.is(role));
  }

  /** Waits until another node than {@code former} is the primary. */
  void awaitOtherThan(PatroniNode former) {
    await("a leader other than " + former.name(), () -> having("leader").anyMatch(node -> node != former));
  }

  /** Waits until there are a primary, a synchronous standby and another standby, which both follow. */
  void awaitWhole() {
    await("three nodes that work", () -> ROLES.stream().allMatch(role -> having(role).count() == 1)
        && having("leader").allMatch(PatroniCluster::hasBothStandbys) && knowsSync());
  }

  /**
   * Returns whether etcd names a synchronous standby. A node says what it last read there, and a primary that has just been promoted
   * names one only after some seconds. If it is killed before that, no other may take its place.
   */
  private boolean knowsSync() {
    try {
      return nodes.getFirst().control(List.of("list", "--format", "json")).contains("Sync Standby");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean hasBothStandbys(PatroniNode leader) {
    try {
      return Jdbc.query(leader.url(), "SELECT count(*) FROM pg_stat_replication WHERE state = 'streaming'").equals("2");
    } catch (SQLException e) {
      return false; // it is no leader any more
    }
  }

  private void await(String what, BooleanSupplier condition) {
    var end = System.nanoTime() + PATIENCE_NANOS;
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new IllegalStateException("there never was " + what + nodes.stream()
            .map(node -> "\n" + node.name() + ":\n" + node.log())
            .collect(Collectors.joining()));
      }
      LockSupport.parkNanos(50_000_000);
    }
  }

  private void kill() {
    nodes.forEach(PatroniNode::kill);
    Processes.kill(List.of(etcd.toHandle()));
  }

  @Override
  public void close() {
    kill();
    nodes.forEach(PatroniNode::remove);
    PostgresProcess.remove(directory);
  }
}
