package dev.persist.example.bookings.migrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.persist.Commit;
import dev.persist.CommitResult;
import dev.persist.Mismatch;
import dev.persist.Persist;
import dev.persist.conformance.DelegatingBackend;
import dev.persist.conformance.EveryEngineTest;
import dev.persist.example.bookings.Bookings;
import dev.persist.example.bookings.before.Bookings.Dump;
import dev.persist.migrate.Genesis;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What one version can hold and the other cannot is refused, and named; outcomes become the answers callers know. */
class MisfitTest extends EveryEngineTest {
  private static final Instant NOW = Instant.ofEpochSecond(1_000);
  private static final InstantSource clock = InstantSource.fixed(NOW);

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
            "\"alice\" has seat 2 of \"talk\" and another one; cancel one in the old version, then import again");
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

  @Test
  void each_outcome_becomes_the_answer_that_callers_know() {
    var bookings = new Bookings(store);
    var seam = new NewSeam(bookings, clock);
    assertThat(seam.roster("talk")).isNull();
    assertThatIllegalStateException().isThrownBy(() -> seam.book("talk", "alice")).withMessageContaining("not open");
    assertThat(seam.open("talk", "A talk", 2)).isTrue();
    assertThat(seam.open("talk", "A talk", 2)).isFalse(); // AlreadyOpen
    assertThat(seam.book("talk", "alice")).isEqualTo(1);
    assertThat(seam.book("talk", "bob")).isEqualTo(2);
    assertThat(seam.book("talk", "bob")).isEqualTo(2); // AlreadyBooked
    assertThat(seam.book("talk", "carol")).isZero(); // Full
    assertThatIllegalArgumentException().isThrownBy(() -> seam.open("talk", "A talk", 1)) // TooSmall
        .withMessageContaining("seat 2");
    assertThat(seam.roster("talk")).isEqualTo(Map.of(1, "alice", 2, "bob"));
    assertThat(seam.cancel("talk", "alice")).isTrue();
    assertThat(seam.cancel("talk", "alice")).isFalse(); // NotBooked
  }

  @Test
  void what_the_old_version_did_not_have_gets_the_nearest_answer() {
    var bookings = new Bookings(store);
    var seam = new NewSeam(bookings, clock);
    seam.open("talk", "A talk", 2);
    seam.book("talk", "alice");
    bookings.hold("talk", "bob", NOW.plusSeconds(1), NOW);
    bookings.join("talk", "carol", NOW);
    bookings.join("talk", "dave", NOW);
    assertThat(seam.roster("talk")).isEqualTo(Map.of(1, "alice"));
    assertThat(new NewSeam(bookings, InstantSource.fixed(NOW.plusSeconds(1))).roster("talk"))
        .isEqualTo(Map.of(1, "alice", 2, "carol"));
    assertThat(seam.cancel("talk", "dave")).isFalse(); // WaitingEnded
    assertThat(seam.cancel("talk", "bob")).isTrue(); // HoldReleased
    assertThat(seam.roster("talk")).isEqualTo(Map.of(1, "alice", 2, "carol"));
  }

  @Test
  void callers_are_told_to_try_again_when_the_new_version_is_busy() {
    var bookings = new Bookings(Persist.over(new DelegatingBackend(backend) {
      @Override
      public CommitResult commit(Commit commit) { // others are always faster
        return new CommitResult.Conflict(List.of(new Mismatch.Stream("occurrence/talk", 2, 3)));
      }
    }));
    new Bookings(store).open("talk", "A talk", 2, NOW);
    new Bookings(store).book("talk", "alice", NOW);
    isRefused(new NewSeam(bookings, clock), "try again");
  }

  @Test
  void an_outcome_to_which_the_old_version_had_no_answer_is_named() {
    var bookings = new Bookings(store);
    bookings.open("talk", "A talk", 2, NOW);
    bookings.book("talk", "alice", NOW);
    isRefused(new NewSeam(bookings.ifAt(OptionalLong.of(1)), clock), "Stale");
  }

  private void isRefused(NewSeam seam, String message) {
    assertThatIllegalStateException().isThrownBy(() -> seam.open("talk", "A talk", 3)).withMessageContaining(message);
    assertThatIllegalStateException().isThrownBy(() -> seam.book("talk", "bob")).withMessageContaining(message);
    assertThatIllegalStateException().isThrownBy(() -> seam.cancel("talk", "alice")).withMessageContaining(message);
    assertThat(new NewSeam(new Bookings(store), clock).roster("talk")).isEqualTo(Map.of(1, "alice"));
  }
}
