package dev.persist.app.tour;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.persist.app.tour.Seen.Made;
import dev.persist.app.tour.Seen.Outcome;
import dev.persist.app.web.Refusal;
import dev.persist.migrate.Difference;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each example through all steps of the tour. */
class TourTest {
  private static final String ANN = "ann";

  @TempDir private Path within;

  private Tours tours;

  @BeforeEach
  void create() {
    tours = new Tours(InstantSource.fixed(Instant.ofEpochSecond(1_000)), within);
  }

  @AfterEach
  void leaveNothing() {
    tours.close();
    assertThat(directories()).isEmpty();
  }

  private List<Path> directories() {
    try (var all = Files.list(within)) {
      return all.toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Seen takeThrough(String example, Step last, String engine) {
    Stream.of(Step.values())
        .filter(step -> step != Step.BEFORE && step.compareTo(last) <= 0)
        .forEach(step -> tours.take(ANN, example, step, engine));
    return tours.seen(ANN, example);
  }

  private static List<String> facts(Seen seen, Step step) {
    return outcome(seen, step).facts();
  }

  private static Outcome outcome(Seen seen, Step step) {
    return seen.outcomes().stream().filter(each -> each.step() == step).findFirst().orElseThrow();
  }

  @ParameterizedTest
  @CsvSource({"acl, memory, 3, 12, 2, 4, 4", "acl, rocksdb, 3, 12, 2, 4, 4", "bookings, memory, 2, 3, 1, 2, 3",
      "bookings, rocksdb, 2, 3, 1, 2, 3", "ledger, memory, 3, 6, 3, 3, 4", "ledger, rocksdb, 3, 6, 3, 3, 4"})
  void each_example_goes_the_whole_way_and_back(String example, String engine, int streams, int queries, int less,
      int calls,
      int recorded) {
    var seen = takeThrough(example, Step.ROLL_BACK, engine);
    assertThat(facts(seen, Step.IMPORT)).containsExactly("Opened " + streams + " streams, complete: true.",
        "Run again, it opened 0 and found " + streams + " that were there before.");
    assertThat(facts(seen, Step.PARITY)).containsExactly(queries + " queries, 0 differences.",
        "The dump of the new version is equal to that of the old one.",
        "An import without its first stream is found: " + less + " difference" + (less == 1 ? "." : "s."));
    assertThat(facts(seen, Step.FAULT)).containsExactly(calls + " calls, 1 difference.", "A cut-over is refused.");
    assertThat(facts(seen, Step.MENDED).getFirst()).isEqualTo(recorded + " recorded calls made again, 0 differences.");
    assertThat(facts(seen, Step.MENDED).getLast()).isEqualTo(calls + " new calls, 0 differences.");
    assertThat(facts(seen, Step.CUT_OVER).getFirst()).contains("answered by the new version", "0 differences");
    assertThat(facts(seen, Step.ROLL_BACK)).containsExactly(
        "After the restart, the old version holds all that it held before it.",
        calls + " calls were answered by the old version, 0 differences.");
    assertThat(seen.next()).isEmpty();
    assertThat(seen.serves()).isEqualTo("old");
    assertThat(seen.now()).hasValue(seen.old());
    assertThat(seen.journal()).extracting(event -> event.type()).containsExactly("cut-over", "rolled-back");
    assertThat(seen.outcomes()).flatExtracting(Outcome::code).isNotEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"memory", "rocksdb"})
  void the_planted_difference_is_named_exactly(String engine) {
    assertThat(outcome(takeThrough("acl", Step.FAULT, engine), Step.FAULT).differences())
        .containsExactly(new Difference("Can[resource=budget/2027, principal=guest-1]", "false", "true"));
    assertThat(outcome(takeThrough("bookings", Step.FAULT, engine), Step.FAULT).differences()).containsExactly(
        new Difference("Book[occurrence=workshop, actor=guest-1]", "Seat[number=2, isNew=true]",
            "Seat[number=3, isNew=true]"));
    assertThat(outcome(takeThrough("ledger", Step.FAULT, engine), Step.FAULT).differences()).singleElement()
        .satisfies(found -> {
          assertThat(found.call()).startsWith("Pay[id=").contains("transfer for order-1");
          assertThat(found.old()).isEqualTo("false");
          assertThat(found.candidate()).isEqualTo("true");
        });
    assertThat(tours.seen(ANN, "acl").differences()).hasSize(1);
    assertThat(tours.seen(ANN, "acl").journal()).extracting(event -> event.type()).containsExactly("differed");
  }

  @ParameterizedTest
  @ValueSource(strings = {"acl", "bookings", "ledger"})
  void mended_has_another_store_without_what_the_fault_wrote(String example) {
    var faulty = takeThrough(example, Step.FAULT, "rocksdb");
    tours.take(ANN, example, Step.MENDED, "");
    var mended = tours.seen(ANN, example);
    assertThat(mended.now()).hasValue(mended.old());
    assertThat(mended.old()).isNotEqualTo(faulty.old());
    assertThat(mended.journal()).isEmpty();
    assertThat(facts(mended, Step.MENDED)).allMatch(fact -> fact.contains(" 0 differences"));
    assertThat(directories()).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({"acl, grant, budget/2027", "bookings, book, dinner", "ledger, place, mine"})
  void nothing_that_was_acknowledged_is_lost(String example, String what, String thing) {
    var empty = tours.seen(ANN, example).old();
    takeThrough(example, Step.CUT_OVER, "rocksdb");
    assertThat(tours.seen(ANN, example).serves()).isEqualTo("new");
    var made = tours.call(ANN, example, what, thing, "zoe");
    assertThat(made.answer()).isIn("true", "Seat[number=2, isNew=true]");
    var cut = tours.seen(ANN, example);
    assertThat(cut.old()).isNotEqualTo(empty);
    assertThat(cut.now()).hasValue(cut.old());
    tours.take(ANN, example, Step.ROLL_BACK, "");
    var back = tours.seen(ANN, example);
    assertThat(outcome(back, Step.ROLL_BACK).table()).isEqualTo(cut.old());
    assertThat(back.now()).hasValue(back.old());
    assertThat(tours.call(ANN, example, what, thing, "zoe").answer()).isIn("false", "Seat[number=2, isNew=false]");
    assertThat(tours.seen(ANN, example).differences()).isEmpty();
  }

  @Test
  void a_key_that_was_used_after_the_cut_over_is_known_after_the_roll_back() {
    takeThrough("ledger", Step.CUT_OVER, "rocksdb");
    assertThat(tours.call(ANN, "ledger", "fulfil", "alice's", ANN).answer()).isEqualTo("true");
    tours.take(ANN, "ledger", Step.ROLL_BACK, "");
    assertThat(tours.call(ANN, "ledger", "fulfil", "alice's", ANN).answer()).isEqualTo("false");
  }

  @Test
  void a_cut_over_writes_to_the_store_and_says_what() {
    var table = outcome(takeThrough("bookings", Step.CUT_OVER, "memory"), Step.CUT_OVER).table();
    assertThat(table.rows()).contains(List.of("occurrence/workshop", "2", "3"));
  }

  @Test
  void a_call_that_is_refused_is_told_and_changes_nothing() {
    takeThrough("ledger", Step.MENDED, "memory");
    var before = tours.seen(ANN, "ledger");
    assertThat(tours.call(ANN, "ledger", "fulfil", "carol's", ANN).answer()).startsWith("with an exception: ")
        .contains("not sent");
    assertThat(tours.seen(ANN, "ledger").old()).isEqualTo(before.old());
    assertThat(tours.seen(ANN, "ledger").now()).isEqualTo(before.now());
  }

  @Test
  void each_thing_that_happens_outside_happens_once() {
    takeThrough("acl", Step.MENDED, "memory");
    var before = tours.seen(ANN, "acl").outside().size();
    tours.call(ANN, "acl", "grant", "venue/keys", "zoe");
    assertThat(tours.seen(ANN, "acl").outside()).hasSize(before + 1)
        .first()
        .isEqualTo("mail to zoe: You may now access venue/keys");
  }

  @Test
  void a_step_out_of_order_is_refused_and_changes_nothing() {
    takeThrough("acl", Step.PARITY, "memory");
    var before = tours.seen(ANN, "acl");
    assertThatThrownBy(() -> tours.take(ANN, "acl", Step.CUT_OVER, "")).isInstanceOf(Refusal.class)
        .hasMessage("\"Cut-over\" comes later; \"Dual run with a fault\" is next.");
    assertThatThrownBy(() -> tours.take(ANN, "acl", Step.IMPORT, "memory")).isInstanceOf(Refusal.class)
        .hasMessage("\"Import\" is done already; this page shows what came of it.");
    assertThat(tours.seen(ANN, "acl")).isEqualTo(before);
  }

  @Test
  void calls_wait_during_the_import_and_are_bounded() {
    assertThat(tours.call(ANN, "acl", "grant", "venue/keys", "zoe"))
        .isEqualTo(new Made("Grant[resource=venue/keys, principal=zoe]", "true"));
    takeThrough("acl", Step.IMPORT, "memory");
    assertThatThrownBy(() -> tours.call(ANN, "acl", "grant", "venue/keys", "yan")).isInstanceOf(Refusal.class)
        .hasMessageContaining("Take the next step first");
    tours.take(ANN, "acl", Step.PARITY, "");
    tours.take(ANN, "acl", Step.FAULT, "");
    assertThatThrownBy(() -> {
      for (var i = 0; i < 200; i++) {
        tours.call(ANN, "acl", "can", "venue/keys", "zoe");
      }
    }).isInstanceOf(Refusal.class).hasMessageContaining("at most 100 calls");
    assertThat(tours.seen(ANN, "acl").made()).hasSize(100);
  }

  @Test
  void a_tour_that_is_ended_begins_again_and_leaves_no_file() {
    takeThrough("acl", Step.IMPORT, "rocksdb");
    assertThat(directories()).hasSize(1);
    tours.end(ANN, "acl");
    assertThat(directories()).isEmpty();
    assertThat(tours.seen(ANN, "acl").outcomes()).hasSize(1);
  }

  @Test
  void there_are_at_most_twenty_and_the_one_used_last_stays() {
    takeThrough("acl", Step.PARITY, "rocksdb");
    for (var i = 0; i < Tours.MOST; i++) {
      tours.take("user" + i, "acl", Step.IMPORT, "memory");
      tours.seen(ANN, "acl");
    }
    assertThat(tours.seen(ANN, "acl").outcomes()).hasSize(3);
    assertThat(tours.seen("user0", "acl").outcomes()).hasSize(1);
    assertThat(tours.seen("user1", "acl").outcomes()).hasSize(2);
    tours.take("another", "bookings", Step.IMPORT, "memory");
    assertThat(tours.seen(ANN, "acl").outcomes()).hasSize(3);
  }

  @Test
  void each_user_has_a_tour_of_each_example() {
    takeThrough("acl", Step.IMPORT, "memory");
    assertThat(tours.all(ANN)).extracting(seen -> seen.outcomes().size()).containsExactly(2, 1, 1);
    assertThat(tours.all("bob")).extracting(seen -> seen.outcomes().size()).containsExactly(1, 1, 1);
  }
}
