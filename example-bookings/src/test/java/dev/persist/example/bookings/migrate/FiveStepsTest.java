package dev.persist.example.bookings.migrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.persist.conformance.EveryEngineTest;
import dev.persist.example.bookings.Bookings;
import dev.persist.example.bookings.before.Bookings.Dump;
import dev.persist.example.bookings.before.Bookings.Payments;
import dev.persist.example.bookings.domain.BookingEvent.Booked;
import dev.persist.migrate.CutOver;
import dev.persist.migrate.Genesis;
import dev.persist.migrate.Parity;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The five steps, as the README shows them. */
class FiveStepsTest extends EveryEngineTest {
  private static final InstantSource clock = InstantSource.fixed(Instant.ofEpochSecond(1_000));

  private static Stream<SeamCall> queries(Map<String, Dump> dump) {
    return MigrationTest.queries(dump);
  }

  @Test
  void the_five_steps_from_the_old_version_to_the_new_one() throws Exception {
    var charged = new ArrayList<String>();
    var payments = (Payments) (occurrence, actor) -> charged.add(actor);
    var before = new dev.persist.example.bookings.before.Bookings(payments);
    before.open("talk", "A talk", 5);
    before.book("talk", "alice");

    Seam seam = new OldSeam(before); // what callers hold from now on
    seam.book("talk", "bob");
    var dump = before.dump(); // written to a file when the process stops

    var imported = new Genesis(store, "bookings").run(Openings.of(dump, clock.instant()));
    assertThat(imported.complete()).isTrue(); // if not, "imported" names what is in the way

    var bookings = new Bookings(store);
    var parity = Parity.of(queries(dump), SeamCall::on, OldSeam.of(dump), new NewSeam(bookings, clock));
    assertThat(parity.differences()).isEmpty(); // both say the same about who has which seat
    assertThat(Dumps.of(bookings, clock.instant())).isEqualTo(dump); // title and capacity, too, for which there is no query

    var both = Start.both(store, dump, clock)
        .recording(
            call -> store.log().append("calls/bookings", List.of(SeamCall.TYPES.write(call, clock.instant()))));
    seam = new BothSeam(both, payments); // the old one answers, the new one follows

    seam.book("talk", "carol");
    assertThat(seam.roster("talk")).isEqualTo(Map.of(1, "alice", 2, "bob", 3, "carol"));
    assertThat(store.log().count("calls/bookings")).isEqualTo(2);
    restart();
    both = Start.both(store, dump, clock);
    seam = new BothSeam(both, payments);
    assertThat(seam.roster("talk")).isEqualTo(Map.of(1, "alice", 2, "bob", 3, "carol"));

    var said = switch (both.cutOver()) {
      case CutOver.Done done -> "the new one answers, the old one follows";
      case CutOver.Differing(var differences) -> "mend these first: " + differences;
    };

    assertThat(said).isEqualTo("the new one answers, the old one follows");
    seam.cancel("talk", "bob");
    seam.book("talk", "dave");
    restart();
    both = Start.both(store, dump, clock);
    assertThat(both.oldServes()).isFalse();
    both.rollBack();
    assertThat(new BothSeam(both, payments).roster("talk"))
        .isEqualTo(Map.of(1, "alice", 2, "dave", 3, "carol"));
    assertThat(charged).containsExactly("alice", "bob", "carol", "dave");

    bookings = new Bookings(store);
    var talk = Bookings.stream("talk");
    var charges = store.subscription("charges", talk);
    charges.reset(talk, store.log().lastSeq(talk)); // bookings so far are paid; nobody may book during this call
    var runner = charges.each(clock, (event, commit) -> {
      if (Bookings.TYPES.read(event) instanceof Booked(var actor, var seat)) {
        payments.charge("talk", actor);
      }
    });
    bookings.join("talk", "erin", clock.instant()); // a seat, or else a place on the waiting list

    runner.catchUp();
    runner.close();
    assertThat(charged).containsExactly("alice", "bob", "carol", "dave", "erin");
  }

  @Test
  void a_start_with_another_dump_is_refused_and_says_what_is_in_the_way() {
    Start.both(store, Map.of("talk", new Dump("A talk", 2, Map.of(1, "alice"))), clock);
    assertThatIllegalStateException()
        .isThrownBy(() -> Start.both(store, Map.of("talk", new Dump("A talk", 2, Map.of(1, "bob"))), clock))
        .withMessageContaining("changed=[occurrence/talk]");
  }
}
