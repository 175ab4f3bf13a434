package dev.persist.sql;

import static dev.persist.sql.Numbered.commit;
import static dev.persist.sql.Numbered.insist;
import static dev.persist.sql.Numbered.numbers;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.persist.Persist;
import dev.persist.StoreException.Unavailable;
import dev.persist.StoreException.UnknownOutcome;
import dev.persist.conformance.Rule;
import dev.persist.machine.Needs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/**
 * Two stores write all the time to a cluster that Patroni manages with the settings of the guide, and something happens
 * to a server. Each commit that was acknowledged is there once and in order. How long no commit was acknowledged is
 * printed. The lease of a primary is 20 s, which is as short as Patroni documents, and each loss of one takes that long.
 */
class PatroniTest {
  private static final Path GUIDE = Path.of("../docs/guide/postgres-cluster.md");
  private static final String STORED = "(SELECT md5(string_agg(event::text, '' ORDER BY stream, seq)) FROM persist_event event)";

  private static PatroniCluster cluster;

  private String name;

  @BeforeAll
  static void start() throws IOException {
    Needs.program("patroni");
    Needs.program("etcd");
    cluster = new PatroniCluster(Needs.postgresql(), settings());
  }

  /** Returns the settings that the guide recommends. */
  private static String settings() throws IOException {
    var blocks = Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL).matcher(Files.readString(GUIDE)).results();
    return blocks.map(block -> block.group(1)).collect(Collectors.joining());
  }

  @AfterAll
  static void stop() {
    if (cluster != null) {
      cluster.close();
    }
  }

  @BeforeEach
  void awaitWhole(TestInfo test) {
    name = test.getTestMethod().orElseThrow().getName();
    cluster.awaitWhole();
  }

  private interface Fault {
    void happen(Writers writers) throws Exception;
  }

  /** Lets writers write before, while and after {@code fault} happens, and then looks what is there. */
  private void write(Fault fault) throws Exception {
    try (var one = Persist.open(url()); var other = Persist.open(url()); var writers = new Writers(name, one, other)) {
      writers.awaitMore();
      writers.measure();
      fault.happen(writers);
      writers.awaitMore();
      requireAll(writers);
      var pause = writers.stop();
      System.out.printf("%s: no commit was acknowledged for %,d ms%n", name, pause.toMillis());
      requireAll(writers);
    }
    cluster.awaitWhole();
    var stored = Jdbc.query(cluster.the("leader").url(), "SELECT " + STORED);
    for (var node : cluster.nodes()) {
      Jdbc.await(node.url(), STORED + " = '" + stored + "'");
    }
  }

  private static String url() {
    return cluster.url() + "&patience=60";
  }

  /** Reads from the primary what {@code writers} wrote. */
  private static void requireAll(Writers writers) {
    var acknowledged = writers.acknowledged();
    try (var store = Persist.open(cluster.the("leader").url())) {
      for (var i = 0; i < acknowledged.size(); i++) {
        var stored = numbers(store.log().read(writers.stream(i)));
        assertThat(stored).isEqualTo(IntStream.rangeClosed(1, stored.size()).boxed().toList());
        assertThat(stored).hasSizeGreaterThanOrEqualTo(acknowledged.get(i));
      }
    }
  }

  @Test
  @Rule({"C2", "C9", "G1"})
  void writers_outlive_a_server_that_is_killed_and_that_patroni_starts_again() throws Exception {
    write(writers -> cluster.the("leader").killServer());
  }

  @Test
  @Rule({"C2", "C9", "G1"})
  void writers_outlive_a_switchover() throws Exception {
    write(writers -> {
      var former = cluster.the("leader");
      var said = former.control(List.of("switchover", "--force", "--candidate", cluster.the("sync").name()));
      assertThat(said).contains("Successfully switched over");
      cluster.awaitOtherThan(former);
    });
  }

  @Test
  @Rule({"C2", "C9", "G1"})
  void writers_outlive_a_primary_that_is_killed_with_its_patroni() throws Exception {
    write(writers -> {
      var former = cluster.the("leader");
      former.kill();
      try {
        cluster.awaitOtherThan(former);
        writers.awaitMore();
      } finally {
        former.start();
      }
    });
  }

  @Test
  @Tag("long") // another minute
  @Rule({"C2", "C9", "G1"})
  void writers_outlive_a_primary_that_is_frozen_and_that_goes_on_later() throws Exception {
    write(writers -> {
      var former = cluster.the("leader");
      former.freeze();
      try {
        cluster.awaitOtherThan(former);
        writers.awaitMore();
      } finally {
        former.thaw();
      }
    });
  }

  @Test
  @Rule({"C2", "C9", "G1"})
  void writers_outlive_a_synchronous_standby_that_is_killed() throws Exception {
    write(writers -> {
      var standby = cluster.the("sync");
      standby.kill();
      try {
        writers.awaitMore();
      } finally {
        standby.start();
      }
    });
  }

  @Test
  @Rule({"C2", "C9"})
  void without_a_standby_a_commit_waits_for_a_bounded_time_and_is_not_acknowledged() throws Exception {
    try (var store = Persist.open(cluster.url() + "&patience=3")) {
      insist(store, commit(name, 1));
      var standbys = List.of(cluster.the("async"), cluster.the("sync"));
      standbys.forEach(PatroniNode::kill);
      try {
        assertThatThrownBy(() -> store.commit(commit(name, 2))).isInstanceOf(UnknownOutcome.class);
        assertThatThrownBy(() -> store.commit(commit(name, 3)))
            .isInstanceOfAny(UnknownOutcome.class, Unavailable.class);
      } finally {
        for (var standby : standbys) {
          standby.start();
        }
      }
      insist(store, commit(name, 2));
      insist(store, commit(name, 3));
      assertThat(numbers(store.log().read(name))).containsExactly(1, 2, 3);
    }
  }
}
