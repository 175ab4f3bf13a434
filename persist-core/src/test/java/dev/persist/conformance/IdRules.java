package dev.persist.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.persist.Codec;
import dev.persist.Commit;
import dev.persist.CommitId;
import dev.persist.CommitResult;
import dev.persist.CommitResult.AlreadyCommitted;
import dev.persist.CommitResult.Committed;
import dev.persist.CommitResult.Conflict;
import dev.persist.CommitResult.IdReused;
import dev.persist.Event;
import dev.persist.Json;
import dev.persist.NewEvent;
import dev.persist.Persist;
import dev.persist.StoreException;
import dev.persist.log.AlreadyAppended;
import dev.persist.log.Appended;
import dev.persist.log.KeyReused;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a commit's id means (rules C4, C9, C19 to C23, C27). */
@Rule("C4")
abstract class IdRules extends Suite {
  private static final CommitId ID = CommitId.of("s", "order-1", Json.parse("{\"sku\":\"a\"}"));

  IdRules(ConformanceKit kit) {
    super(kit);
  }

  private static Commit.Builder placing() {
    return Commit.builder().id(ID).streamAt("s", 0).append("s", event("placed")).link("all").put("k", json(1));
  }

  private List<Event> first() {
    return ((Committed) store.commit(placing().build())).events();
  }

  @Test
  @Rule("C20")
  void a_retry_gives_the_original_events_and_writes_nothing() {
    var original = first();
    kv().put("k", json(2));
    assertThat(store.commit(placing().build())).isEqualTo(new AlreadyCommitted(original));
    assertThat(log().count("s")).isEqualTo(1);
    assertThat(kv().get("k")).contains(json(2));
  }

  @Test
  @Rule({"C4", "C20"})
  void a_retry_is_answered_before_its_guards_are_looked_at() {
    var original = first();
    append("s");
    var retry = Commit.builder().id(ID).streamAt("s", 77).keyAbsent("k").append("s", event("other")).build();
    assertThat(store.commit(retry)).isEqualTo(new AlreadyCommitted(original));
  }

  @Test
  @Rule({"C20", "C22"})
  void a_retry_after_truncation_and_restart_gives_the_original_events() {
    var original = first();
    append("s");
    log().truncate("s", 2);
    restart();
    assertThat(store.commit(placing().build())).isEqualTo(new AlreadyCommitted(original));
    assertThat(backend.outcome("s", "order-1").orElseThrow().events()).isEqualTo(original);
    assertThat(log().lastSeq("s")).isEqualTo(2);
  }

  @Test
  @Rule("C21")
  void the_same_key_with_another_digest_is_reused_and_writes_nothing() {
    first();
    var other = CommitId.of("s", "order-1", Json.parse("{\"sku\":\"b\"}"));
    assertThat(store.commit(placing().id(other).put("z", json(1)).build())).isEqualTo(new IdReused(other, ID.digest()));
    assertThat(log().count("s")).isEqualTo(1);
    assertThat(kv().has("z")).isFalse();
  }

  @Test
  @Rule("C19")
  void the_same_key_on_another_stream_is_another_command() {
    first();
    var elsewhere = CommitId.of("t", "order-1", Json.parse("{\"sku\":\"b\"}"));
    assertThat(store.commit(Commit.builder().id(elsewhere).append("t", event("placed")).build()))
        .isInstanceOf(Committed.class);
  }

  @Test
  @Rule("C19")
  void ids_whose_parts_run_together_are_different_ids() {
    var request = Json.parse("1");
    assertThat(store.commit(Commit.builder().id(CommitId.of("ab", "c", request)).build()))
        .isInstanceOf(Committed.class);
    assertThat(store.commit(Commit.builder().id(CommitId.of("a", "bc", request)).build()))
        .isInstanceOf(Committed.class);
  }

  @Test
  @Rule("C23")
  void a_rejected_commit_does_not_burn_its_id() {
    append("s");
    assertThat(store.commit(placing().build())).isInstanceOf(Conflict.class);
    assertThat(backend.outcome("s", "order-1")).isEmpty();
    assertThat(store.commit(Commit.builder().id(ID).append("s", event("placed")).build()))
        .isInstanceOf(Committed.class);
  }

  @Test
  void a_commit_without_ops_remembers_its_id() {
    var nothing = Commit.builder().id(ID).build();
    assertThat(store.commit(nothing)).isEqualTo(new Committed(List.of()));
    restart();
    assertThat(store.commit(nothing)).isEqualTo(new AlreadyCommitted(List.of()));
  }

  @Test
  void an_earlier_outcome_can_be_asked_for_without_committing() {
    assertThat(store.outcome(ID)).isEmpty();
    var first = (Committed) store.commit(Commit.builder().id(ID).append("s", event("x")).build());
    restart();
    assertThat(store.outcome(ID)).contains(new AlreadyCommitted(first.events()));
    var other = new CommitId(ID.stream(), ID.key(), "other");
    assertThat(store.outcome(other)).contains(new IdReused(other, ID.digest()));
  }

  @Test
  @Rule({"C19", "C20"})
  void append_once_appends_once_whatever_time_and_metadata_say() {
    var first = log().appendOnce("s", "k", NewEvent.of("paid", AT, Map.of("n", 1)));
    var later = new NewEvent("paid", AT.plusSeconds(9), Json.parse("{\"n\":1}"), Json.parse("{\"trace\":\"t\"}"));
    assertThat(log().appendOnce("s", "k", later)).isEqualTo(new AlreadyAppended(((Appended) first).events()));
    assertThat(log().count("s")).isEqualTo(1);
  }

  @Test
  @Rule("C21")
  void append_once_with_other_data_or_type_is_a_reused_key() {
    log().appendOnce("s", "k", NewEvent.of("paid", AT, Map.of("n", 1)));
    assertThat(log().appendOnce("s", "k", NewEvent.of("paid", AT, Map.of("n", 2)))).isEqualTo(new KeyReused("k"));
    assertThat(log().appendOnce("s", "k", NewEvent.of("refunded", AT, Map.of("n", 1)))).isEqualTo(new KeyReused("k"));
    assertThat(log().count("s")).isEqualTo(1);
  }

  @Test
  @Rule("C22")
  void forgotten_keys_are_free_again_and_the_rest_are_not() {
    for (var key : List.of("one", "two", "three")) {
      log().appendOnce("s", key, event(key));
      log().appendOnce("t", key, event(key));
    }
    log().forgetKeys("s", 0);
    assertThat(log().hasKey("s", "one")).isTrue();
    log().forgetKeys("s", 2);
    assertThat(log().hasKey("s", "two")).isFalse();
    restart();
    assertThat(log().hasKey("s", "one")).isFalse();
    assertThat(log().hasKey("s", "three")).isTrue();
    assertThat(log().hasKey("t", "one")).isTrue();
    assertThat(log().appendOnce("s", "one", event("other"))).isInstanceOf(Appended.class);
    assertThat(log().appendOnce("s", "three", event("three"))).isInstanceOf(AlreadyAppended.class);
    assertThat(log().count("s")).isEqualTo(4);
  }

  @Test
  @Rule("C22")
  void forgetting_keeps_ids_that_appended_nothing_to_their_stream_and_that_of_its_own_commit() {
    store.commit(Commit.builder().id(ID).append("t", event("x")).put("k", json(1)).build());
    var own = CommitId.of("s", "own", Json.NULL);
    store.commit(Commit.builder().id(own).append("s", event("x")).forget("s", Long.MAX_VALUE).build());
    restart();
    assertThat(log().hasKey("s", ID.key())).isTrue();
    assertThat(log().hasKey("s", "own")).isTrue();
    log().forgetKeys("s", 1);
    assertThat(log().hasKey("s", "own")).isFalse();
  }

  @Test
  @Rule("C22")
  void an_id_outlives_snapshots_compaction_and_truncation() {
    var first = log().appendOnce("s", "k", event("x"));
    append("s");
    store.snapshots("count", 1, COUNT, Codec.of(Integer.class)).compact("s");
    restart();
    assertThat(log().appendOnce("s", "k", event("x"))).isEqualTo(new AlreadyAppended(((Appended) first).events()));
    assertThat(log().lastSeq("s")).isEqualTo(2);
  }

  @Test
  void concurrent_first_attempts_give_one_commit_and_one_answer() throws Exception {
    var results = Race.of(16, i -> log().appendOnce("s", "k", NewEvent.of("paid", AT.plusSeconds(i), Map.of("n", 1))));
    assertThat(results).filteredOn(Appended.class::isInstance).hasSize(1);
    assertThat(results.stream().map(result -> switch (result) {
      case Appended(var events) -> events;
      case AlreadyAppended(var events) -> events;
      case KeyReused(var key) -> List.of();
    }).distinct()).hasSize(1);
    assertThat(log().count("s")).isEqualTo(1);
  }

  @Test
  @Rule({"C9", "C27"})
  void a_lost_acknowledgement_is_an_unknown_outcome_and_the_retry_gives_one_effect() {
    for (var loss : LossyBackend.Loss.values()) {
      var id = CommitId.of("s", loss.name(), Json.NULL);
      var commit = Commit.builder().id(id).append("s", event("paid")).build();
      assertThatThrownBy(() -> Persist.over(new LossyBackend(backend, loss)).commit(commit))
          .isInstanceOf(StoreException.UnknownOutcome.class);
      CommitResult retried = store.commit(commit);
      assertThat(retried).isInstanceOf(switch (loss) {
        case BEFORE_THE_COMMIT -> Committed.class;
        case AFTER_THE_COMMIT -> AlreadyCommitted.class;
      });
    }
    assertThat(log().count("s")).isEqualTo(2);
  }
}
