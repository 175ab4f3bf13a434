package dev.persist.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.persist.Persist;
import dev.persist.conformance.Engines;
import dev.persist.conformance.Race;
import dev.persist.log.Linked;
import dev.persist.log.Prefix;
import dev.persist.spi.BackendProvider;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A prefix over a database that several writers share, each of which keeps what it knows of the store (rule G3). */
class PostgresPrefixTest {
  private static void append(Persist store, String stream) {
    store.log().append(stream, "x", Instant.EPOCH, Map.of());
  }

  private static Prefix build(Persist store, int events) {
    var prefix = store.log().prefix("s");
    while (!(prefix.build(events) instanceof Prefix.Built)) {}
    return prefix;
  }

  private static List<String> linked(Persist store) {
    return store.log()
        .timeline(store.log().prefix("s").stream())
        .read()
        .map(linked -> ((Linked.Present) linked).event())
        .map(event -> event.stream() + "." + event.seq())
        .toList();
  }

  @Test
  void a_writer_links_by_a_prefix_that_another_registered() {
    try (var engine = Engines.POSTGRESQL.get();
        var one = Persist.over(engine.open());
        var two = Persist.over(BackendProvider.openUrl(engine.url().orElseThrow()))) {
      append(one, "s1");
      append(two, "s2");
      assertThat(two.log().prefix("s").build(1)).isInstanceOf(Prefix.Building.class);
      append(one, "s1");
      append(one, "s3");
      append(two, "s3");
      append(one, "s1");
      build(two, 10);
      append(one, "s1");
      append(one, "s4");
      assertThat(linked(one)).hasSize(8)
          .filteredOn(event -> event.startsWith("s1"))
          .containsExactly("s1.1", "s1.2", "s1.3", "s1.4");
      assertThat(linked(two)).containsOnlyOnce("s2.1", "s3.1", "s3.2", "s4.1").hasSize(8);
    }
  }

  @Test
  void each_event_is_linked_once_while_several_write_and_build() throws Exception {
    try (var engine = Engines.POSTGRESQL.get();
        var one = Persist.over(engine.open());
        var two = Persist.over(BackendProvider.openUrl(engine.url().orElseThrow()))) {
      for (var i = 0; i < 30; i++) {
        append(one, "s" + i % 10);
      }
      Race.of(6, racer -> {
        var store = racer % 2 == 0 ? one : two;
        if (racer < 2) {
          build(store, 3);
        } else {
          for (var i = 0; i < 20; i++) {
            append(store, "s" + (racer * 5 + i) % 15);
          }
        }
        return racer;
      });
      var events = linked(one);
      assertThat(events).hasSize(30 + 4 * 20).doesNotHaveDuplicates();
      for (var i = 0; i < 15; i++) {
        var stream = "s" + i + ".";
        assertThat(events.stream()
            .filter(event -> event.startsWith(stream))
            .map(event -> event.substring(event.indexOf('.') + 1)))
            .extracting(Long::valueOf)
            .isSorted();
      }
    }
  }
}
