package dev.persist.distributed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.persist.Json;
import dev.persist.Persist;
import dev.persist.StoreException;
import dev.persist.conformance.Rule;
import dev.persist.log.Prefix;
import dev.persist.ordered.Layout;
import dev.persist.spi.PrefixRules;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Stores that are opened with files that are wrong, or on servers that are. */
class ClusterTest {
  private final Path store = Servers.newStore();

  @Test
  void what_was_written_is_there_when_it_is_opened_again_by_two() {
    try (var one = Persist.open(url()); var two = Persist.open(url())) {
      one.kv().put("k", Json.of(1));
      assertThat(two.kv().get("k")).contains(Json.of(1));
    }
    try (var again = Persist.open(url())) {
      assertThat(again.kv().get("k")).contains(Json.of(1));
    }
  }

  @Test
  void the_marks_of_writers_that_are_gone_are_dropped_after_a_day() {
    var settings = Settings.read(url());
    var home = settings.partitions().get(1);
    var young = Mark.key(new UUID(0, 23));
    var old = Mark.key(new UUID(0, 25));
    try (var cluster = Cluster.open(settings); var cells = cluster.begin()) {
      cells.put(home, young, new Mark(0, 0, UUID.randomUUID(), hoursAgo(23)).write());
      cells.put(home, old, new Mark(0, 0, UUID.randomUUID(), hoursAgo(25)).write());
      cells.commit();
    }
    try (var cluster = Cluster.open(settings); var cells = cluster.begin()) {
      assertThat(cells.get(home, young)).isPresent();
      assertThat(cells.get(home, old)).isEmpty();
    }
  }

  @Test
  void a_prefix_that_was_announced_is_given_up_after_a_minute() {
    try (var cluster = Cluster.open(Settings.read(url()))) {
      for (var seconds : List.of(50, 70)) {
        try (var cells = cluster.begin()) {
          cells.put(cluster.of(PrefixRules.KEY), Layout.key('p', ""), ByteBuffer.allocate(24)
              .putLong(1)
              .putLong(2)
              .putLong(System.currentTimeMillis() - Duration.ofSeconds(seconds).toMillis())
              .array());
          cells.commit();
        }
        try (var cells = cluster.begin()) {
          assertThat(Registering.token(cluster, cells)).isEqualTo(
              seconds < 60 ? Optional.of(new UUID(1, 2)) : Optional.empty());
          cells.commit();
        }
      }
      try (var cells = cluster.begin()) {
        assertThat(cells.get(cluster.of(PrefixRules.KEY), Layout.key('p', ""))).isEmpty();
        var token = Registering.begin(cluster, cells);
        assertThat(Registering.begin(cluster, cells)).as("it goes on").isEqualTo(token);
      }
    }
  }

  private static long hoursAgo(int hours) {
    return System.currentTimeMillis() - Duration.ofHours(hours).toMillis();
  }

  @Test
  void a_prefix_that_one_registers_is_known_to_another_that_has_written_before() {
    try (var one = Persist.open(url()); var two = Persist.open(url())) {
      for (var i = 0; i < 20; i++) {
        two.log().append("order/" + i, "placed", Instant.EPOCH, i);
      }
      var prefix = one.log().prefix("order/");
      while (!(prefix.build(10) instanceof Prefix.Built)) {
        // the next ones
      }
      for (var i = 0; i < 20; i++) {
        two.log().append("order/" + i, "paid", Instant.EPOCH, i);
      }
      assertThat(one.log().timeline(prefix.stream()).read()).hasSize(40);
    }
  }

  @Test
  void partitions_that_are_mapped_to_other_servers_are_refused() throws IOException {
    Persist.open(url()).close();
    refused(file().replaceFirst("_0:a", "_0:b").replaceFirst("_1:b", "_1:a"), "is empty, but others are not");
    refused(file().replaceFirst(",s[0-9a-f]*_3:a", ""), "made with 4 partitions, and the file maps 3");
    assertThat(file()).contains("_3:a"); // it is on the server of partition 0, so each could be mistaken for the other
    Persist.open(url()).close();
  }

  @Test
  void another_coordinator_is_refused_also_for_a_store_that_had_not_noted_its_own() throws IOException {
    Persist.open(url()).close();
    var elsewhere = file().replaceFirst("_c:a", "_c:b");
    refused(elsewhere, "is not the coordinator of this store");

    var settings = Settings.read(url());
    var first = settings.partitions().getFirst();
    Servers.execute(first.server(), "DELETE FROM " + first.table("cell") + " WHERE c = 'c'; DELETE FROM "
        + settings.coordinator().table("state"));
    Persist.open(url()).close();
    refused(elsewhere, "is not the coordinator of this store");
    Persist.open(url()).close();
  }

  @Test
  void partitions_of_two_stores_are_refused() throws IOException {
    Persist.open(url()).close();
    var other = Servers.newStore();
    Persist.open("scalardb:" + other).close();
    var settings = Settings.read("scalardb:" + other);
    var own = Settings.read(url());
    // Partition 1 of the other store, under the name that it has in this one.
    var server = own.partitions().get(1).server();
    Servers.execute(server, "DELETE FROM " + own.partitions().get(1).table("cell") + "; INSERT INTO "
        + own.partitions().get(1).table("cell") + " SELECT * FROM " + settings.partitions().get(1).table("cell"));
    refused(file(), "is of another store");
  }

  @Test
  @Rule("C17")
  void a_server_that_does_not_keep_what_it_acknowledges_is_refused() throws IOException {
    refused(file().replaceFirst("/postgres\\?", "/postgres?options=-c%20synchronous_commit%3Doff&"),
        "it has synchronous_commit = off; turn it on");
  }

  @Test
  void a_server_that_is_not_there_is_named() throws IOException {
    refused(file().replaceFirst("127.0.0.1:\\d+", "127.0.0.1:1"), "the server of its storage \"a\" cannot be reached");
  }

  @Test
  void a_row_that_was_changed_is_reported() {
    try (var opened = Persist.open(url())) {
      opened.kv().put("k", Json.of("value"));
      var partition = Settings.read(url()).partitions().get(new Placement(Servers.PARTITIONS).of("k"));
      Servers.execute(partition.server(), "UPDATE " + partition.table("cell")
          + " SET v = set_byte(v, 1, 88) WHERE c = '\\x6b6b'");
      assertThatThrownBy(() -> opened.kv().get("k")).isInstanceOf(StoreException.Damaged.class)
          .hasMessageContaining("6b6b is damaged");
    }
  }

  private void refused(String settings, String why) throws IOException {
    var file = Files.writeString(Files.createTempFile("persist", ".properties"), settings);
    assertThatThrownBy(() -> Persist.open("scalardb:" + file)).isInstanceOf(StoreException.Unavailable.class)
        .hasMessageContaining(why);
  }

  private String file() throws IOException {
    return Files.readString(store);
  }

  private String url() {
    return "scalardb:" + store;
  }
}
