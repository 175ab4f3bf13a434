package dev.persist.example.bookings.migrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.persist.conformance.EveryEngineTest;
import dev.persist.conformance.Race;
import dev.persist.example.bookings.Bookings;
import dev.persist.example.bookings.before.Bookings.Dump;
import dev.persist.example.bookings.domain.BookingEvent.Booked;
import dev.persist.migrate.DualRun;
import dev.persist.migrate.Genesis;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** On the way, each seat is paid for once, or given back. */
class MoneyTest extends EveryEngineTest {
  private static final InstantSource clock = InstantSource.fixed(Instant.ofEpochSecond(1_000));

  private final OldSeam old = OldSeam.of(Map.of("talk", new Dump("A talk", 4, Map.of(1, "alice", 3, "carol"))));

  @BeforeEach
  void genesis() {
    new Genesis(store, "bookings").run(Openings.of(old.bookings().dump(), clock.instant()));
  }

  private NewSeam now() {
    return new NewSeam(new Bookings(store), clock);
  }

  @Test
  void who_does_not_pay_has_a_seat_in_neither_version() {
    var both = new DualRun<Seam, SeamCall>(store, "bookings", clock, old, now());
    var seam = new BothSeam(both, (occurrence, actor) -> {
      throw new IllegalStateException("declined");
    });
    assertThatIllegalStateException().isThrownBy(() -> seam.book("talk", "dave")).withMessage("declined");
    assertThat(old.roster("talk")).isEqualTo(Map.of(1, "alice", 3, "carol"));
    assertThat(now().roster("talk")).isEqualTo(old.roster("talk"));
    assertThat(both.differences()).isEmpty();
  }

  @Test
  void a_request_that_is_sent_again_is_paid_once() throws Exception {
    var charged = new CopyOnWriteArrayList<String>();
    var both = new DualRun<Seam, SeamCall>(store, "bookings", clock, old, now());
    var seam = new BothSeam(both, (occurrence, actor) -> charged.add(actor));
    seam.open("talk", "A talk", 40);
    assertThat(Race.of(64, i -> seam.book("talk", "actor-" + i / 2))).doesNotContain(0);
    assertThat(charged).hasSize(32).doesNotHaveDuplicates();
    assertThat(both.differences()).isEmpty();
  }

  @Test
  void who_listens_for_bookings_hears_of_none_that_were_imported() throws Exception {
    now().book("talk", "dave");
    var heard = new ArrayList<String>();
    var charges = store.subscription("charges", Bookings.stream("talk"));
    try (var runner = charges.each(clock, (event, commit) -> {
      if (Bookings.TYPES.read(event) instanceof Booked(var actor, var seat)) {
        heard.add(actor);
      }
    })) {
      runner.catchUp();
    }
    assertThat(heard).containsExactly("dave");
  }
}
