package dev.persist.example.bookings.before;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.persist.conformance.Race;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

/** What goes wrong with the hand-rolled version, each time; {@code OnlyAfterTest} has the counterparts. */
class FlawsOfBeforeTest {
  private final List<String> charged = new CopyOnWriteArrayList<>();
  private final Bookings bookings = new Bookings((occurrence, actor) -> charged.add(actor));

  @Test
  void the_last_seat_is_sold_twice() throws Exception {
    var bookings = bookingsWhereTwoPayAtATime();
    bookings.open("talk", "A talk", 1);
    var seats = Race.of(2, i -> bookings.book("talk", "actor-" + i));
    assertThat(seats).containsExactlyInAnyOrder(1, 2);
    assertThat(charged).containsExactlyInAnyOrder("actor-0", "actor-1");
    assertThat(bookings.roster("talk")).hasSize(2); // of one
  }

  @Test
  void a_request_sent_again_takes_two_seats_and_is_charged_twice() throws Exception {
    var bookings = bookingsWhereTwoPayAtATime();
    bookings.open("talk", "A talk", 2);
    var seats = Race.of(2, i -> bookings.book("talk", "alice")); // the first was slow to be paid, so it was sent again
    assertThat(seats).containsExactlyInAnyOrder(1, 2);
    assertThat(charged).containsExactly("alice", "alice");
    assertThat(bookings.book("talk", "bob")).isZero();
    assertThat(bookings.cancel("talk", "alice")).isTrue();
    assertThat(bookings.roster("talk")).isEqualTo(Map.of(2, "alice"));
  }

  @Test
  void a_restart_forgets_every_booking() {
    bookings.open("talk", "A talk", 2);
    bookings.book("talk", "alice");
    var restarted = new Bookings((occurrence, actor) -> charged.add(actor));
    assertThat(restarted.roster("talk")).isNull();
    assertThatIllegalStateException().isThrownBy(() -> restarted.book("talk", "bob")).withMessageContaining("not open");
    assertThat(charged).containsExactly("alice");
  }

  @Test
  void nobody_can_say_who_held_a_seat_last_week() {
    bookings.open("talk", "A talk", 1);
    bookings.book("talk", "alice");
    bookings.cancel("talk", "alice");
    bookings.book("talk", "bob");

    var withoutAlice = new Bookings((occurrence, actor) -> {});
    withoutAlice.open("talk", "A talk", 1);
    withoutAlice.book("talk", "bob");

    assertThat(bookings.roster("talk")).isEqualTo(Map.of(1, "bob"));
    assertThat(bookings.dump()).isEqualTo(withoutAlice.dump());
    assertThat(charged).containsExactly("alice", "bob"); // and she wants her money back
  }

  /** Payments take a while, so that others book meanwhile: here, each ends when two have begun. */
  private Bookings bookingsWhereTwoPayAtATime() {
    var two = new CyclicBarrier(2);
    return new Bookings((occurrence, actor) -> {
      charged.add(actor);
      try {
        two.await(10, TimeUnit.SECONDS);
      } catch (InterruptedException | BrokenBarrierException | TimeoutException e) {
        throw new IllegalStateException("no second one came to pay", e);
      }
    });
  }
}
