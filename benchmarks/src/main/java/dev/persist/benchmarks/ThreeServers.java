package dev.persist.benchmarks;

import dev.persist.conformance.PostgresProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Three PostgreSQL servers of this machine, for stores over all of them. Closing removes all. */
final class ThreeServers implements Store.Place {
  /** How many partitions a store has: one on each server. */
  static final int PARTITIONS = 3;

  private final TemporaryDirectory directory = TemporaryDirectory.create();
  private final List<PostgresProcess> servers = new ArrayList<>();
  private final List<Integer> ports = new ArrayList<>();

  ThreeServers() throws IOException {
    for (var i = 0; i < PARTITIONS; i++) {
      ports.add(PostgresProcess.freePort());
      servers.add(PostgresProcess.start(PostgresProcess.newData(), ports.get(i), "max_connections=500"));
    }
  }

  /** Returns the URL of a store on one of them. */
  String single() {
    return "postgresql://127.0.0.1:" + ports.getFirst() + "/postgres?user=postgres";
  }

  /** Returns the URL of the store {@code name} on all of them. */
  String store(String name) throws IOException {
    return "scalardb:" + settings(name);
  }

  /** Returns the file with the settings of the store {@code name}. */
  Path settings(String name) throws IOException {
    var text = new StringBuilder("scalar.db.storage=multi-storage\nscalar.db.multi_storage.storages=a,b,c\n");
    for (var i = 0; i < PARTITIONS; i++) {
      var storage = "scalar.db.multi_storage.storages." + "abc".charAt(i) + ".";
      text.append(storage).append("storage=jdbc\n");
      text.append(storage)
          .append("contact_points=jdbc:postgresql://127.0.0.1:")
          .append(ports.get(i))
          .append("/postgres\n");
      text.append(storage).append("username=postgres\n").append(storage).append("password=none\n");
    }
    text.append("scalar.db.consensus_commit.isolation_level=SERIALIZABLE\n");
    text.append("scalar.db.consensus_commit.one_phase_commit.enabled=true\n");
    text.append("scalar.db.consensus_commit.coordinator.namespace=").append(name).append("_c\n");
    text.append("scalar.db.multi_storage.default_storage=a\nscalar.db.multi_storage.namespace_mapping=").append(name);
    text.append("_c:a");
    for (var i = 0; i < PARTITIONS; i++) {
      text.append(',').append(name).append('_').append(i).append(':').append("abc".charAt(i));
    }
    return Files.writeString(directory.path().resolve(name + ".properties"), text.append('\n'));
  }

  @Override
  public void close() throws IOException {
    servers.forEach(PostgresProcess::close);
    directory.close();
  }
}
