package dev.persist.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.persist.Commit;
import dev.persist.CommitId;
import dev.persist.CommitResult;
import dev.persist.CommitResult.AlreadyCommitted;
import dev.persist.CommitResult.Committed;
import dev.persist.CommitResult.Conflict;
import dev.persist.CommitResult.IdReused;
import dev.persist.Event;
import dev.persist.Json;
import dev.persist.Mismatch;
import dev.persist.NewEvent;
import dev.persist.Op;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class DecisionTest {
  private static final NewEvent X = NewEvent.of("x", Instant.EPOCH, 1);
  private static final CommitId ID = CommitId.of("s", "k", Json.NULL);

  private static final Outcome OLD = new Outcome(CommitId.of("s", "old", Json.NULL),
      List.of(new Event("s", 3, "x", Instant.EPOCH, Json.NULL, Json.EMPTY)));

  /** A store where stream s is at 7, its event 3 was appended under an id, and key k is 1. */
  private static final StoreState BEFORE = new StoreState() {
    @Override
    public long lastSeq(String stream) {
      return stream.equals("s") ? 7 : 0;
    }

    @Override
    public Optional<Json> get(String key) {
      return key.equals("k") ? Optional.of(Json.of(1)) : Optional.empty();
    }

    @Override
    public Optional<Outcome> outcome(String stream, String key) {
      return key.equals("old") ? Optional.of(OLD) : Optional.empty();
    }
  };

  private static Decision decide(Commit.Builder... group) {
    return Decision.of(Stream.of(group).map(Commit.Builder::build).map(List::of).toList(), BEFORE);
  }

  /** Returns the result of each commit, all of which are chains of their own. */
  private static List<CommitResult> results(Decision decision) {
    return decision.results().stream().map(List::getFirst).toList();
  }

  @Test
  void each_commit_of_a_group_sees_those_before_it() {
    var decision = decide(
        Commit.builder().streamAt("s", 7).append("s", X).put("k", Json.of(2)),
        Commit.builder().streamAt("s", 7).append("s", X),
        Commit.builder().streamAt("s", 8).keyIs("k", Json.of(2)).append("s", X).delete("k"),
        Commit.builder().keyAbsent("k").append("s", X));
    assertThat(results(decision).get(1)).isEqualTo(new Conflict(List.of(new Mismatch.Stream("s", 7, 8))));
    assertThat(decision.delta().events()).extracting(Event::seq).containsExactly(8L, 9L, 10L);
    assertThat(decision.delta().values()).isEqualTo(Map.of("k", Optional.empty()));
  }

  @Test
  void a_conflict_leaves_no_trace_in_the_delta() {
    var decision = decide(
        Commit.builder().id(ID).streamAt("s", 1).append("s", X).put("z", Json.NULL).truncate("s", 3).delete("k"));
    assertThat(results(decision)).hasOnlyElementsOfType(Conflict.class);
    assertThat(decision.delta().isEmpty()).isTrue();
  }

  @Test
  void ids_are_known_within_a_group() {
    var reused = CommitId.of("s", "k", Json.of(1));
    var decision = decide(
        Commit.builder().id(ID).append("s", X), Commit.builder().id(ID).append("s", X),
        Commit.builder().id(reused).append("s", X));
    var first = ((Committed) results(decision).getFirst()).events();
    assertThat(results(decision).subList(1, 3))
        .containsExactly(new AlreadyCommitted(first), new IdReused(reused, ID.digest()));
    assertThat(decision.delta().events()).isEqualTo(first);
    assertThat(decision.delta().outcomes()).containsExactly(new Outcome(ID, first));
  }

  @Test
  void a_truncation_never_reaches_beyond_the_head_of_its_moment() {
    var decision = decide(Commit.builder().truncate("s", 100).truncate("none", 5), Commit.builder().append("s", X));
    assertThat(decision.delta().truncated()).isEqualTo(Map.of("s", 7L));
  }

  @Test
  void what_a_group_forgets_is_forgotten_in_it_and_what_comes_after_is_kept() {
    var again = CommitId.of("s", "again", Json.NULL);
    var decision = decide(
        Commit.builder().id(ID).append("s", X), Commit.builder().id(again).append("s", X),
        Commit.builder().forget("s", 8), Commit.builder().id(ID).append("s", X), Commit.builder().id(again));
    assertThat(results(decision).get(3)).isInstanceOf(Committed.class);
    assertThat(results(decision).get(4)).isInstanceOf(AlreadyCommitted.class);
    assertThat(decision.delta().forgotten()).isEqualTo(Map.of("s", 8L));
    assertThat(decision.delta().outcomes()).extracting(Outcome::lastSeq).containsExactly(9L, 10L);
  }

  @Test
  void a_stored_id_is_known_until_it_is_forgotten_in_the_group() {
    var old = Commit.builder().id(OLD.id()).append("s", X);
    var decision = decide(old, Commit.builder().forget("s", 2), old, Commit.builder().forget("s", 3), old);
    assertThat(results(decision).get(0)).isEqualTo(results(decision).get(2))
        .isEqualTo(new AlreadyCommitted(OLD.events()));
    assertThat(results(decision).get(4)).isInstanceOf(Committed.class);
    assertThat(decision.delta().isEmpty()).isFalse();
    assertThat(decide(old).delta().isEmpty()).isTrue();
  }

  @Test
  void after_the_first_of_a_chain_that_does_not_commit_nothing_is_written_and_only_retries_are_answered() {
    var retry = Commit.builder().id(OLD.id()).append("s", X).build();
    var other = Commit.builder().streamAt("s", 7).append("s", X).build();
    var decision = Decision.of(
        List.of(
            List.of(Commit.builder().append("s", X).build(), retry, retry, other, retry),
            List.of(Commit.builder().append("t", X).build()),
            List.of(other, Commit.builder().streamAt("s", 8).append("s", X).build())),
        BEFORE);
    var again = new AlreadyCommitted(OLD.events());
    assertThat(decision.results().get(0)).hasSize(3).endsWith(again, again);
    assertThat(decision.results().get(1)).hasOnlyElementsOfType(Committed.class);
    assertThat(decision.results().get(2)).containsExactly(new Conflict(List.of(new Mismatch.Stream("s", 7, 8))));
    assertThat(decision.delta().events()).extracting(Event::stream).containsExactly("s", "t");
  }

  @Test
  void deciding_is_pure() {
    var group = new Commit.Builder[]{Commit.builder().id(ID).append("s", X).link("l").put("k", Json.of(3))};
    assertThat(decide(group)).isEqualTo(decide(group));
  }

  @Test
  void a_link_to_anything_but_an_earlier_append_is_refused_when_the_commit_is_built() {
    var put = new Op.Put("k", Json.NULL);
    var append = new Op.Append("s", "x", Instant.EPOCH, Json.NULL, Json.EMPTY);
    for (var ops : List.<List<Op>>of(
        List.of(new Op.Link("l", 0)),
        List.of(new Op.Link("l", 1), append),
        List.of(put, new Op.Link("l", 0)),
        List.of(append, new Op.Link("l", -1)),
        List.of(append, new Op.Link("l", 0), new Op.Link("l", 1)))) {
      assertThatIllegalArgumentException().isThrownBy(() -> new Commit(Optional.empty(), List.of(), ops));
    }
    assertThatIllegalArgumentException().isThrownBy(() -> Commit.builder().link("l").build());
  }
}
