package dev.persist.app.world;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.persist.Event;
import dev.persist.Persist;
import dev.persist.example.acl.AccessControl;
import dev.persist.example.bookings.Bookings;
import dev.persist.example.ledger.Ledger;
import dev.persist.example.ledger.domain.Status;
import dev.persist.memory.MemoryBackend;
import dev.persist.spi.Backend;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WorldTest {
  private static final Instant NOW = Instant.parse("2026-11-29T15:00:00Z");

  private final Persist store = Persist.over(new MemoryBackend());
  private final AccessControl acl = new AccessControl(store);
  private final Bookings bookings = new Bookings(store);
  private final Ledger ledger = new Ledger(store);

  private static World world(Persist store) {
    return new World(store, new AccessControl(store), new Bookings(store), new Ledger(store));
  }

  @Test
  void it_has_a_history_of_two_weeks_and_none_of_it_is_later_than_now() {
    world(store).make(NOW);
    var times = streams(store).keySet().stream().flatMap(store.log()::read).map(Event::at).sorted().toList();
    assertThat(times).hasSizeGreaterThan(80);
    assertThat(times.getFirst()).isEqualTo("2026-11-15T09:00:00Z");
    assertThat(times.getLast()).isBetween(NOW.minus(Duration.ofDays(1)), NOW);
  }

  @Test
  void it_shows_what_each_example_can_do() {
    world(store).make(NOW);
    assertThat(acl.can("talks/panel", "carol", NOW)).isTrue(); // through talks/*
    assertThat(acl.whoCould("talks/panel", NOW.minus(Duration.ofDays(5)))).containsKeys("bob", "carol", "dave");
    assertThat(acl.whoCould("talks/panel", NOW)).containsOnlyKeys("bob", "carol");
    assertThat(acl.whatCould("heidi", NOW).names()).isEmpty(); // was offboarded
    var keynote = bookings.roster("keynote").value();
    assertThat(keynote.seats()).hasSize(20).containsEntry("uma", 5).doesNotContainKey("erin"); // uma waited
    assertThat(keynote.waiting()).containsExactly("viktor", "wendy", "xavier");
    assertThat(bookings.roster("workshop").value().holds()).containsOnlyKeys("alice");
    assertThat(ledger.totals().orders()).isEqualTo(Map.of(Status.PLACED, 2L, Status.PAID, 2L,
        Status.FULFILLED, 3L, Status.REFUNDED, 1L));
  }

  @Test
  void it_is_made_once() {
    world(store).make(NOW);
    var whole = streams(store);
    world(store).make(NOW.plus(Duration.ofDays(3)));
    assertThat(streams(store)).isEqualTo(whole);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 9, 30, 31, 60, 100, 117, 150})
  void it_goes_on_where_it_was_cut_off(int commits) {
    world(store).make(NOW);
    var backend = new MemoryBackend();
    assertThatThrownBy(() -> world(Persist.over(cut(backend, commits))).make(NOW)).hasMessageContaining("cut off");
    var later = NOW.plus(Duration.ofDays(3));
    assertThatThrownBy(() -> world(Persist.over(cut(backend, 2))).make(later)).hasMessageContaining("cut off");
    var again = Persist.over(backend);
    world(again).make(later);
    assertThat(events(again)).isEqualTo(events(store));
  }

  /** Returns {@code backend} as it is until {@code commits} were made, and then no more. */
  private static Backend cut(Backend backend, int commits) {
    var left = new AtomicInteger(commits);
    return (Backend) Proxy.newProxyInstance(WorldTest.class.getClassLoader(), new Class<?>[]{Backend.class},
        (proxy, method, arguments) -> {
          if (method.getName().startsWith("commit") && left.getAndDecrement() <= 0) {
            throw new IllegalStateException("cut off");
          }
          return method.invoke(backend, arguments);
        });
  }

  private static List<String> events(Persist store) {
    return store.catalog()
        .streams()
        .flatMap(store.log()::read)
        .map(event -> event.stream() + " " + event.seq() + " " + event.at() + " " + event.type() + " " + event.data())
        .toList();
  }

  private static Map<String, Long> streams(Persist store) {
    return store.catalog().streams().collect(toMap(stream -> stream, store.log()::lastSeq));
  }
}
