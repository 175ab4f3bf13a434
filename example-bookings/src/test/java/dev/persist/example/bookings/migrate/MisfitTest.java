package dev.persist.example.bookings.migrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.persist.conformance.EveryEngineTest;
import dev.persist.example.bookings.Bookings;
import dev.persist.example.bookings.before.Bookings.Dump;
import dev.persist.migrate.Genesis;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What one version can hold and the other cannot is refused, and named. */
class MisfitTest extends EveryEngineTest {
  private static final Instant NOW = Instant.ofEpochSecond(1_000);

  /** Brings in an occurrence that fits, and then {@code misfit}. */
  private void genesis(Dump misfit) {
    var dump = new TreeMap<>(Map.of("another", new Dump("Fits", 1, Map.of()), "talk", misfit));
    new Genesis(store, "bookings").run(Openings.of(dump, NOW));
  }

  @Test
  void what_does_not_fit_is_refused_before_anything_is_written() {
    var crowd = IntStream.rangeClosed(1, 50_000)
        .boxed()
        .collect(Collectors.toMap(seat -> seat, seat -> "actor-" + seat));
    assertThatIllegalArgumentException().isThrownBy(() -> genesis(new Dump("Crowded", 50_000, crowd)))
        .withMessageStartingWith("\"talk\" cannot be opened: ")
        .withMessageContaining("EVENT_BYTES");
    assertThat(store.catalog().count()).isZero();
  }

  @Test
  void an_actor_with_two_seats_is_named_before_anything_is_written() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> genesis(new Dump("A talk", 2, Map.of(1, "alice", 2, "alice"))))
        .withMessage(
            "\"alice\" has seat 2 of \"talk\" and another one; have the old version cancel one, then import");
    assertThat(store.catalog().count()).isZero();
  }

  @Test
  void what_the_old_version_cannot_hold_keeps_from_going_back_to_it() {
    var bookings = new Bookings(store);
    bookings.open("talk", "A talk", 1, NOW);
    bookings.hold("talk", "alice", NOW.plusSeconds(1), NOW);
    assertThatIllegalStateException().isThrownBy(() -> Dumps.of(bookings, NOW)).withMessageContaining("alice");
    bookings.join("talk", "bob", NOW);
    bookings.join("talk", "carol", NOW);
    assertThatIllegalStateException().isThrownBy(() -> Dumps.of(bookings, NOW.plusSeconds(1)))
        .withMessageContaining("[carol]");
    bookings.cancel("talk", "carol", NOW);
    var dump = new Dump("A talk", 1, Map.of(1, "bob"));
    assertThat(Dumps.of(bookings, NOW.plusSeconds(1))).isEqualTo(Map.of("talk", dump));
  }
}
