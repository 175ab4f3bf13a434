package dev.persist.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.persist.Commit;
import dev.persist.Event;
import dev.persist.NewEvent;
import dev.persist.StoreException.Damaged;
import dev.persist.conformance.Engines;
import dev.persist.conformance.Rule;
import dev.persist.spi.Backend;
import dev.persist.spi.Link;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What links point to, in tables that somebody else changed: right, or damage. */
@Rule("L11")
class SqlFollowTest {
  private static final List<Link> ALL = List.of(new Link("a", 1), new Link("b", 1), new Link("a", 2), new Link("a", 3));

  @ParameterizedTest
  @EnumSource(names = {"SQLITE", "POSTGRESQL"})
  void an_event_that_is_lost_is_damage_also_the_last_one(Engines kind) throws Exception {
    for (var seq : List.of(2, 3)) {
      try (var engine = kind.get(); var store = engine.open()) {
        fill(store);
        Jdbc.execute(engine.url().orElseThrow(),
            "DELETE FROM persist_event WHERE seq = " + seq + " AND length(stream) = 1");
        assertThatThrownBy(() -> store.follow(ALL)).isInstanceOf(Damaged.class).hasMessageContaining("stream \"a\"");
        assertThat(store.follow(ALL.subList(0, 2))).extracting(Event::stream).containsExactly("a", "b");
      }
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"SQLITE", "POSTGRESQL"})
  void a_row_that_was_changed_is_damage(Engines kind) throws Exception {
    for (var change : List.of("meta = '{ }'", "data = '7'", "at_second = 7", "at_nano = 7", "type = stream",
        "crc = 7")) {
      try (var engine = kind.get(); var store = engine.open()) {
        fill(store);
        Jdbc.execute(engine.url().orElseThrow(), "UPDATE persist_event SET " + change + " WHERE seq = 2");
        assertThatThrownBy(() -> store.follow(ALL)).as(change)
            .isInstanceOf(Damaged.class)
            .hasMessageContaining("checksum");
        assertThat(store.follow(ALL.subList(0, 2))).as(change).hasSize(2);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"SQLITE", "POSTGRESQL"})
  void what_says_that_events_were_dropped_is_checked(Engines kind) throws Exception {
    try (var engine = kind.get(); var store = engine.open()) {
      fill(store);
      Jdbc.execute(engine.url().orElseThrow(), "DELETE FROM persist_event WHERE seq = 1 AND length(stream) = 1");
      Jdbc.execute(engine.url().orElseThrow(), "UPDATE persist_stream SET truncated = 1");
      assertThatThrownBy(() -> store.follow(ALL)).isInstanceOf(Damaged.class).hasMessageContaining("checksum");
    }
  }

  private static void fill(Backend store) {
    var event = NewEvent.of("x", Instant.EPOCH, List.of(1));
    store.commit(Commit.builder().append("a", event).append("a", event).append("a", event).append("b", event).build());
  }
}
