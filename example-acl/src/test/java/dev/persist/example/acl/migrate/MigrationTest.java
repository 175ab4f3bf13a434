package dev.persist.example.acl.migrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.persist.Persist;
import dev.persist.StoreException;
import dev.persist.conformance.Contents;
import dev.persist.conformance.EveryEngineTest;
import dev.persist.conformance.LossyBackend;
import dev.persist.example.acl.AccessControl;
import dev.persist.example.acl.domain.GrantEvent.Granted;
import dev.persist.example.acl.migrate.SeamCall.Can;
import dev.persist.example.acl.migrate.SeamCall.ListOf;
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
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The way from the hand-rolled version to the one on persist, and back. */
class MigrationTest extends EveryEngineTest {
  private static final Instant NOW = Instant.ofEpochSecond(1_000);
  private static final InstantSource clock = InstantSource.fixed(NOW);

  private final List<String> mails = new ArrayList<>();
  private OldSeam old = OldSeam.of(Map.of());
  private AccessControl acl;

  @BeforeEach
  void useTheOldVersion() {
    acl = new AccessControl(store);
    old.grant("doc-1", "alice");
    old.grant("doc-1", "bob");
    old.grant("team/doc", "alice");
    old.grant("doc-2", "carol");
    old.grant("doc-3", "dave");
    old.revoke("doc-3", "dave");
  }

  private Imported genesis(Persist store) {
    return genesis(store, NOW);
  }

  private Imported genesis(Persist store, Instant at) {
    return new Genesis(store, "acl").run(Openings.of(old.acl().dump(), at));
  }

  private Map<String, Object> importedOnce() {
    try (var memory = Persist.open("memory:")) {
      genesis(memory);
      return Contents.of(memory);
    }
  }

  /** Every question about every name there is. */
  static Stream<SeamCall> queries(Map<String, Set<String>> dump) {
    var principals = dump.values().stream().flatMap(Set::stream).distinct().toList();
    return dump.keySet()
        .stream()
        .flatMap(resource -> Stream.concat(Stream.of(new ListOf(resource)),
            principals.stream().map(principal -> new Can(resource, principal))));
  }

  private DualRun<Seam, SeamCall> dualRun(Seam candidate) {
    return new DualRun<>(store, "acl", clock, old, candidate);
  }

  private DualRun<Seam, SeamCall> imported(Seam candidate) {
    genesis(store);
    return dualRun(candidate);
  }

  private NewSeam now() {
    return new NewSeam(acl, clock);
  }

  private BothSeam seam(DualRun<Seam, SeamCall> both) {
    return new BothSeam(both, (principal, text) -> mails.add(principal + ": " + text));
  }

  @Test
  void an_import_run_twice_is_one_that_was_run_once() {
    assertThat(genesis(store)).isEqualTo(new Imported(3, 0, List.of(), List.of()));
    var once = Contents.of(store);
    assertThat(once).hasSize(3 + 3 + 4).isEqualTo(importedOnce());
    restart();
    assertThat(genesis(store, NOW.plusSeconds(60))).isEqualTo(new Imported(0, 3, List.of(), List.of()));
    assertThat(Contents.of(store)).isEqualTo(once);
  }

  @Test
  void an_import_run_again_names_what_the_old_version_changed_since() {
    genesis(store);
    old.revoke("doc-1", "alice");
    assertThat(genesis(store)).isEqualTo(new Imported(0, 2, List.of("acl/doc-1"), List.of()));
    assertThat(acl.can("doc-1", "alice", NOW)).isTrue();
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
    var parity = Parity.of(queries(old.acl().dump()), SeamCall::on, old, new NewSeam(acl, clock));
    assertThat(parity).isEqualTo(new Parity(12, List.of()));
    assertThat(acl.whatCould("alice", NOW).byName()).containsOnlyKeys("doc-1", "team/doc")
        .containsValue(new Granted("alice", "migration", "had access before"));
  }

  @Test
  void the_new_version_follows_while_the_old_one_serves() {
    genesis(store);
    var both = new DualRun<Seam, SeamCall>(store, "acl", clock, old, new NewSeam(acl, clock));
    var seam = new BothSeam(both, (principal, text) -> mails.add(principal + ": " + text));
    seam.grant("doc-2", "dave"); // the old one answers, the new one does it too
    seam.revoke("doc-1", "alice");
    assertThat(both.oldServes()).isTrue();
    assertThat(seam.grant("doc-2", "dave")).isFalse();
    assertThat(seam.list("doc-2")).containsExactly("carol", "dave");
    assertThat(both.differences()).isEmpty();
    assertThat(Dumps.of(acl, NOW)).isEqualTo(old.acl().dump())
        .isEqualTo(Map.of("doc-1", Set.of("bob"), "doc-2", Set.of("carol", "dave"), "team/doc", Set.of("alice")));
    assertThat(mails).containsExactly("dave: You may now access doc-2", "alice: You may no longer access doc-1");
  }

  @Test
  void a_planted_difference_is_found_and_named_with_both_answers() {
    var both = imported(new Planted(now()));
    var seam = seam(both);
    assertThat(seam.revoke("doc-1", "alice")).isTrue();
    assertThat(both.differences()).isEmpty();
    assertThat(seam.can("doc-1", "alice")).isFalse();
    assertThat(both.differences())
        .containsExactly(new Difference("Can[resource=doc-1, principal=alice]", "false", "true"));
  }

  @Test
  void a_planted_difference_is_found_in_recorded_calls() {
    var start = old.acl().dump();
    var both = imported(now()).recording(
        call -> store.log().append("calls/acl", List.of(SeamCall.TYPES.write(call, clock.instant()))));
    var seam = seam(both);
    seam.grant("doc-2", "dave");
    seam.revoke("doc-1", "alice");
    seam.can("doc-1", "alice");
    seam.list("doc-1");
    assertThat(both.differences()).isEmpty();

    assertThat(repeated(start, now -> now)).isEqualTo(new Parity(4, List.of()));
    assertThat(repeated(start, Planted::new).differences()).containsExactly(
        new Difference("Can[resource=doc-1, principal=alice]", "false", "true"),
        new Difference("ListOf[resource=doc-1]", "[bob]", "[alice, bob]"));
  }

  /** Makes the recorded calls on both versions as they were at the start, in a store of its own. */
  private Parity repeated(Map<String, Set<String>> start, UnaryOperator<Seam> plant) {
    try (var memory = Persist.open("memory:")) {
      new Genesis(memory, "acl").run(Openings.of(start, clock.instant()));
      var calls = store.log().read("calls/acl").map(SeamCall.TYPES::read);
      var now = plant.apply(new NewSeam(new AccessControl(memory), clock));
      return Parity.of(calls, SeamCall::on, OldSeam.of(start), now);
    }
  }

  @Test
  void a_cut_over_is_refused_while_there_are_differences() {
    var both = imported(new Planted(now()));
    var seam = seam(both);
    seam.revoke("doc-1", "alice");
    seam.can("doc-1", "alice");
    assertThat(both.cutOver()).isEqualTo(new CutOver.Differing(
        List.of(new Difference("Can[resource=doc-1, principal=alice]", "false", "true"))));
    assertThat(both.oldServes()).isTrue();
    assertThat(seam.can("doc-1", "alice")).isFalse();
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
    acl.grant("doc-9", new Granted("erin", "hr", "not through the seam"), NOW);
    assertThat(seam.can("doc-9", "erin")).isTrue();
    seam.revoke("doc-1", "alice");
    assertThat(old.can("doc-1", "alice")).isFalse();
    assertThat(mails).containsExactly("alice: You may no longer access doc-1");
  }

  @Test
  void a_roll_back_has_the_old_version_serve_again_with_what_happened_since() {
    var both = imported(now());
    var seam = seam(both);
    both.cutOver();
    seam.grant("doc-2", "dave");
    both.rollBack();
    assertThat(both.oldServes()).isTrue();
    assertThat(seam.can("doc-2", "dave")).isTrue();
    assertThat(seam.revoke("doc-2", "dave")).isTrue();
    assertThat(acl.can("doc-2", "dave", NOW)).isFalse();
    assertThat(both.differences()).isEmpty();
  }

  @Test
  void a_roll_back_after_a_restart_has_the_old_version_serve_what_the_new_one_holds() {
    var both = imported(now());
    both.cutOver();
    seam(both).grant("doc-2", "dave");
    seam(both).revoke("team/doc", "alice");

    restart();
    acl = new AccessControl(store);
    old = OldSeam.of(Dumps.of(acl, clock.instant())); // a restart left nothing in it
    both = new DualRun<>(store, "acl", clock, old, new NewSeam(acl, clock));
    both.rollBack();
    assertThat(both.oldServes()).isTrue();
    assertThat(seam(both).list("doc-2")).containsExactly("carol", "dave");
    assertThat(seam(both).can("team/doc", "alice")).isFalse();
    assertThat(Parity.of(queries(old.acl().dump()), SeamCall::on, old, now()).differences()).isEmpty();
  }

  @Test
  void a_restart_while_the_old_version_serves_fills_it_from_the_new_one() {
    seam(imported(now())).revoke("doc-1", "alice");
    var before = old.acl().dump();
    restart();
    acl = new AccessControl(store);
    old = OldSeam.of(Dumps.of(acl, clock.instant()));
    assertThat(old.acl().dump()).isEqualTo(before);
    var both = dualRun(now());
    assertThat(both.oldServes()).isTrue();
    assertThat(seam(both).can("doc-1", "alice")).isFalse();
    assertThat(both.differences()).isEmpty();
  }

  @Test
  void a_restart_keeps_the_stage_and_the_differences() {
    var planted = imported(new Planted(now()));
    seam(planted).revoke("doc-1", "alice");
    seam(planted).can("doc-1", "alice");
    restart();
    acl = new AccessControl(store);
    var both = dualRun(now());
    assertThat(both.oldServes()).isTrue();
    assertThat(both.differences()).hasSize(1);
    both.clear();
    both.cutOver();
    restart();
    acl = new AccessControl(store);
    assertThat(dualRun(now()).oldServes()).isFalse();
  }
}
