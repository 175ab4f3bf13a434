package dev.persist.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.tuple;

import dev.persist.Commit;
import dev.persist.CommitId;
import dev.persist.CommitResult.AlreadyCommitted;
import dev.persist.CommitResult.Committed;
import dev.persist.CommitResult.Conflict;
import dev.persist.CommitResult.IdReused;
import dev.persist.Event;
import dev.persist.Mismatch;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Commits that each depend on those before them (rule C16). */
@Rule("C16")
abstract class OrderRules extends Suite {
  OrderRules(ConformanceKit kit) {
    super(kit);
  }

  private static Commit append(String stream, long expected) {
    return Commit.builder().streamAt(stream, expected).append(stream, event("x")).build();
  }

  @Test
  void each_is_decided_on_what_those_before_it_write() {
    var results = store.commitInOrder(List.of(
        Commit.builder().streamAt("s", 0).append("s", event("a")).put("k", json(1)).build(),
        Commit.builder().keyIs("k", json(1)).append("s", event("b")).link("all").delete("k").build(),
        Commit.builder().streamAt("s", 2).keyAbsent("k").build(),
        append("s", 2)));
    assertThat(results).hasSize(4).hasOnlyElementsOfType(Committed.class);
    assertThat(results.stream().flatMap(result -> ((Committed) result).events().stream()))
        .extracting(Event::stream, Event::seq)
        .containsExactly(tuple("s", 1L), tuple("s", 2L), tuple("all", 1L), tuple("s", 3L));
    restart();
    assertThat(log().read("s").map(Event::type)).containsExactly("a", "b", "x");
    assertThat(kv().has("k")).isFalse();
  }

  @Test
  @Rule({"C34", "C35"})
  void after_one_that_conflicts_nothing_is_written_though_its_guards_would_hold() {
    append("s");
    var results = store.commitInOrder(List.of(append("t", 0), append("s", 0), append("s", 1), append("u", 0)));
    assertThat(results).hasSize(2).endsWith(new Conflict(List.of(new Mismatch.Stream("s", 0, 1))));
    assertThat(store.catalog().streams()).containsExactly("s", "t");
    assertThat(log().lastSeq("s")).isEqualTo(1);
  }

  @Test
  @Rule({"C34", "C35"})
  void after_one_that_was_written_before_nothing_is_written_either() {
    var id = CommitId.of("s", "k", json(1));
    var other = CommitId.of("s", "k", json(2));
    var written = (Committed) store.commit(Commit.builder().id(id).append("s", event("x")).build());
    for (var retry : List.of(id, other)) {
      var results = store.commitInOrder(
          List.of(append("t", log().lastSeq("t")), Commit.builder().id(retry).append("s", event("x")).build(),
              append("s", 1)));
      assertThat(results).hasSize(2);
      assertThat(results.getLast())
          .isEqualTo(retry.equals(id) ? new AlreadyCommitted(written.events()) : new IdReused(other, id.digest()));
    }
    assertThat(log().lastSeq("s")).isEqualTo(1);
    assertThat(log().lastSeq("t")).isEqualTo(2);
  }

  @Test
  void no_commits_and_reserved_names_are_refused_before_anything_is_written() {
    assertThatIllegalArgumentException().isThrownBy(() -> store.commitInOrder(List.of()))
        .withMessageContaining("one or more");
    assertThatIllegalArgumentException().isThrownBy(() -> store.commitInOrder(
        List.of(append("s", 0), Commit.builder().put("$own", json(1)).build()))).withMessageContaining("$own");
    assertThat(store.catalog().streams()).isEmpty();
  }

  @Test
  void racing_callers_each_come_as_far_as_they_are_told() throws Exception {
    var written = new AtomicLong();
    Race.of(8, racer -> {
      for (var round = 0; round < 20; round++) {
        var head = log().lastSeq("s");
        var results = store.commitInOrder(List.of(append("s", head), append("s", head + 1), append("s", head + 2)));
        written.addAndGet(results.stream().filter(Committed.class::isInstance).count());
      }
      return racer;
    });
    assertThat(log().lastSeq("s")).isEqualTo(written.get()).isPositive();
  }
}
