package dev.persist.example.bookings.migrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.persist.Persist;
import dev.persist.StoreException;
import dev.persist.conformance.Contents;
import dev.persist.conformance.EveryEngineTest;
import dev.persist.conformance.LossyBackend;
import dev.persist.conformance.Pinned;
import dev.persist.example.bookings.Bookings;
import dev.persist.example.bookings.before.Bookings.Dump;
import dev.persist.example.bookings.migrate.SeamCall.Book;
import dev.persist.example.bookings.migrate.SeamCall.Cancel;
import dev.persist.example.bookings.migrate.SeamCall.ReadRoster;
import dev.persist.migrate.CutOver;
import dev.persist.migrate.Difference;
import dev.persist.migrate.DualRun;
import dev.persist.migrate.Genesis;
import dev.persist.migrate.Genesis.Imported;
import dev.persist.migrate.Parity;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The way from the hand-rolled version to the one on persist, and back. */
class MigrationTest extends EveryEngineTest {
  private static final Instant NOW = Instant.ofEpochSecond(1_000);
  private static final InstantSource clock = InstantSource.fixed(NOW);

  private final List<String> charged = new ArrayList<>();
  private OldSeam old = OldSeam.of(Map.of());
  private Bookings bookings;

  @BeforeEach
  void useTheOldVersion() {
    bookings = new Bookings(store);
    old = OldSeam.of(Map.of("sold-twice", new Dump("The last seat", 1, Map.of(1, "alice", 2, "bob"))));
    old.open("talk", "A talk", 4);
    old.book("talk", "alice");
    old.book("talk", "bob");
    old.book("talk", "carol");
    old.cancel("talk", "bob");
    old.open("new", "Not booked yet", 2);
  }

  private Imported genesis(Persist store) {
    return genesis(store, NOW);
  }

  private Imported genesis(Persist store, Instant at) {
    return new Genesis(store, "bookings").run(Openings.of(old.bookings().dump(), at));
  }

  private Map<String, Object> importedOnce() {
    try (var memory = Persist.open("memory:")) {
      genesis(memory);
      return Contents.of(memory);
    }
  }

  /** Every question about every name there is. */
  static Stream<SeamCall> queries(Map<String, Dump> dump) {
    return dump.keySet().stream().map(ReadRoster::new);
  }

  private DualRun<Seam, SeamCall> dualRun(Seam candidate) {
    return new DualRun<>(store, "bookings", clock, old, candidate);
  }

  private DualRun<Seam, SeamCall> imported(Seam candidate) {
    genesis(store);
    return dualRun(candidate);
  }

  private NewSeam now() {
    return new NewSeam(bookings, clock);
  }

  private BothSeam seam(DualRun<Seam, SeamCall> both) {
    return new BothSeam(both, (occurrence, actor) -> charged.add(actor));
  }

  private static final Difference PLANTED = new Difference(
      "Book[occurrence=talk, actor=dave]", "Seat[number=2, isNew=true]", "Seat[number=3, isNew=true]");

  @Test
  void an_import_run_twice_is_one_that_was_run_once() {
    assertThat(genesis(store)).isEqualTo(new Imported(3, 0, List.of(), List.of()));
    var once = Contents.of(store);
    assertThat(once).hasSize(3).isEqualTo(importedOnce());
    restart();
    assertThat(genesis(store, NOW.plusSeconds(60))).isEqualTo(new Imported(0, 3, List.of(), List.of()));
    assertThat(Contents.of(store)).isEqualTo(once);
  }

  @Test
  void an_import_run_again_names_what_the_old_version_changed_since() {
    genesis(store);
    old.cancel("talk", "alice");
    assertThat(genesis(store)).isEqualTo(new Imported(0, 2, List.of("occurrence/talk"), List.of()));
    assertThat(now().roster("talk")).containsValue("alice");
  }

  @ParameterizedTest
  @CsvSource({"0, BEFORE_THE_COMMIT", "0, AFTER_THE_COMMIT", "1, BEFORE_THE_COMMIT", "1, AFTER_THE_COMMIT",
      "2, BEFORE_THE_COMMIT", "2, AFTER_THE_COMMIT"})
  void an_import_cut_off_at_any_commit_and_run_again_is_one_that_was_run_once(int commits, LossyBackend.Loss loss) {
    var cut = Persist.over(new LossyBackend(backend, loss, commits));
    assertThatThrownBy(() -> genesis(cut)).isInstanceOf(StoreException.UnknownOutcome.class);
    restart();
    assertThat(genesis(store).complete()).isTrue();
    assertThat(Contents.of(store)).isEqualTo(importedOnce());
  }

  @Test
  void the_imported_version_answers_every_query_as_the_old_one() {
    genesis(store);
    var parity = Parity.of(queries(old.bookings().dump()), SeamCall::on, old, new NewSeam(bookings, clock));
    assertThat(parity).isEqualTo(new Parity(3, List.of()));
    assertThat(Dumps.of(bookings, NOW)).isEqualTo(old.bookings().dump()); // title and capacity, too
    assertThat(now().roster("talk")).isEqualTo(Map.of(1, "alice", 3, "carol"));
    assertThat(bookings.roster("talk").value().seats().keySet()).containsExactly("alice", "carol");
    assertThat(now().book("talk", "dave")).isEqualTo(2);
    assertThat(now().book("sold-twice", "dave")).isZero();
  }

  @Test
  void the_new_version_follows_while_the_old_one_serves() {
    genesis(store);
    var both = new DualRun<Seam, SeamCall>(store, "bookings", clock, old, new NewSeam(bookings, clock));
    var seam = new BothSeam(both, (occurrence, actor) -> charged.add(actor));
    seam.book("talk", "dave"); // the old one answers, the new one does it too
    seam.cancel("talk", "alice");
    assertThat(both.oldServes()).isTrue();
    assertThat(seam.book("talk", "dave")).isEqualTo(2);
    assertThat(seam.open("new", "Not booked yet", 1)).isTrue();
    assertThat(seam.roster("talk")).isEqualTo(Map.of(2, "dave", 3, "carol"));
    assertThat(both.differences()).isEmpty();
    assertThat(Dumps.of(bookings, NOW)).isEqualTo(old.bookings().dump())
        .containsEntry("talk", new Dump("A talk", 4, Map.of(2, "dave", 3, "carol")));
    assertThat(charged).containsExactly("dave");
  }

  @Test
  void a_planted_difference_is_found_and_named_with_both_answers() {
    var both = imported(new Planted(now()));
    assertThat(seam(both).cancel("talk", "alice")).isTrue();
    assertThat(both.differences()).isEmpty();
    assertThat(seam(both).book("new", "dave")).isEqualTo(1);
    assertThat(both.differences()).containsExactly(new Difference(
        "Book[occurrence=new, actor=dave]", "Seat[number=1, isNew=true]", "Seat[number=2, isNew=true]"));
  }

  @Test
  void a_planted_difference_is_found_in_recorded_calls() {
    var start = old.bookings().dump();
    var both = imported(now()).recording(
        call -> store.log().append("calls/bookings", List.of(SeamCall.TYPES.write(call, clock.instant()))));
    var seam = seam(both);
    seam.open("new", "Booked soon", 3);
    seam.book("talk", "dave");
    seam.cancel("talk", "carol");
    seam.roster("talk");
    assertThat(both.differences()).isEmpty();

    try (var memory = Persist.open("memory:")) { // both versions as they were at the start
      new Genesis(memory, "bookings").run(Openings.of(start, clock.instant()));
      var calls = store.log().read("calls/bookings").map(SeamCall.TYPES::read);
      var wrong = new Planted(new NewSeam(new Bookings(memory), clock));
      assertThat(Parity.of(calls, SeamCall::on, OldSeam.of(start), wrong)).isEqualTo(new Parity(4, List.of(PLANTED)));
    }
  }

  @Test
  void a_cut_over_is_refused_while_there_are_differences() {
    var both = imported(new Planted(now()));
    seam(both).book("talk", "dave");
    assertThat(both.cutOver()).isEqualTo(new CutOver.Differing(List.of(PLANTED)));
    assertThat(both.oldServes()).isTrue();
    assertThat(seam(both).book("new", "dave")).isEqualTo(1);
  }

  @Test
  void after_the_cut_over_the_new_version_serves_and_the_old_one_follows() {
    var both = imported(now());
    var seam = seam(both);
    var said = switch (both.cutOver()) {
      case CutOver.Done done -> "the new version serves";
      case CutOver.Differing(var differences) -> "mend these first: " + differences;
    };
    assertThat(said).isEqualTo("the new version serves");
    assertThat(both.oldServes()).isFalse();
    seam.book("talk", "bob");
    assertThat(seam.roster("talk").values()).containsExactly("alice", "bob", "carol");
    assertThat(bookings.roster("talk").value().seats().keySet()).containsExactly("alice", "carol", "bob"); // as booked
    assertThat(seam.cancel("sold-twice", "alice")).isTrue();
    assertThat(old.roster("sold-twice")).isEqualTo(Map.of(2, "bob"));
    assertThat(charged).containsExactly("bob");
    assertThat(both.differences()).isEmpty();
  }

  @Test
  void a_roll_back_has_the_old_version_serve_again_with_what_happened_since() {
    var both = imported(now());
    var seam = seam(both);
    both.cutOver();
    seam.book("talk", "dave");
    both.rollBack();
    assertThat(both.oldServes()).isTrue();
    assertThat(seam.book("talk", "dave")).isEqualTo(2);
    assertThat(seam.cancel("talk", "dave")).isTrue();
    assertThat(now().roster("talk")).isEqualTo(Map.of(1, "alice", 3, "carol"));
    assertThat(both.differences()).isEmpty();
  }

  @Test
  void a_roll_back_after_a_restart_has_the_old_version_serve_what_the_new_one_holds() {
    var both = imported(now());
    both.cutOver();
    seam(both).book("talk", "dave");
    seam(both).cancel("talk", "alice");

    restart();
    bookings = new Bookings(store);
    old = OldSeam.of(Dumps.of(bookings, clock.instant())); // a restart left nothing in it
    both = new DualRun<>(store, "bookings", clock, old, new NewSeam(bookings, clock));
    both.rollBack();
    assertThat(both.oldServes()).isTrue();
    assertThat(seam(both).roster("talk")).isEqualTo(now().roster("talk"));
    assertThat(seam(both).book("talk", "alice")).isEqualTo(1);
    assertThat(Parity.of(queries(old.bookings().dump()), SeamCall::on, old, now()))
        .isEqualTo(new Parity(3, List.of()));
  }

  @Test
  void a_restart_while_the_old_version_serves_fills_it_from_the_new_one() {
    seam(imported(now())).book("talk", "dave");
    var before = old.bookings().dump();
    restart();
    bookings = new Bookings(store);
    old = OldSeam.of(Dumps.of(bookings, clock.instant()));
    assertThat(old.bookings().dump()).isEqualTo(before);
    var both = dualRun(now());
    assertThat(seam(both).book("talk", "dave")).isEqualTo(2);
    assertThat(both.oldServes()).isTrue();
    assertThat(both.differences()).isEmpty();
  }

  @Test
  void a_restart_keeps_the_stage_and_the_differences() {
    seam(imported(new Planted(now()))).book("talk", "dave");
    restart();
    bookings = new Bookings(store);
    var both = dualRun(now());
    assertThat(both.oldServes()).isTrue();
    assertThat(both.differences()).containsExactly(PLANTED);
    both.clear();
    both.cutOver();
    restart();
    bookings = new Bookings(store);
    assertThat(dualRun(now()).oldServes()).isFalse();
  }

  @Test
  void the_storage_format_of_recorded_calls_stays() {
    assertThat(Stream
        .of(new SeamCall.Open("talk", "A talk", 2), new Book("talk", "bob"), new Cancel("talk", "bob"),
            new ReadRoster("talk"))
        .map(call -> SeamCall.TYPES.write(call, NOW))
        .map(event -> event.type() + event.data())).isEqualTo(Pinned.events(
            "open{\"capacity\":2,\"occurrence\":\"talk\",\"title\":\"A talk\"}",
            "book{\"actor\":\"bob\",\"occurrence\":\"talk\"}", "cancel{\"actor\":\"bob\",\"occurrence\":\"talk\"}",
            "read-roster{\"occurrence\":\"talk\"}"));
  }
}
