package dev.persist.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.persist.Commit;
import dev.persist.CommitId;
import dev.persist.CommitResult;
import dev.persist.Event;
import dev.persist.Json;
import dev.persist.Limits;
import dev.persist.NewEvent;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** At the limit everything is stored; over it, nothing is (rule C10). */
@Rule("C10")
abstract class LimitRules extends Suite {
  /** Two bytes of every JSON string are its quotes. */
  private static final String LARGEST = "x".repeat(Limits.VALUE_BYTES - 2);

  LimitRules(ConformanceKit kit) {
    super(kit);
  }

  private void assertNothingStored() {
    assertThat(store.catalog().streams()).isEmpty();
    assertThat(kv().keys("")).isEmpty();
  }

  @Test
  void the_largest_event_is_stored_whole() {
    var largest = NewEvent.of("x", AT, LARGEST.substring(2)); // two bytes less, for the metadata {}
    log().append("s", Collections.nCopies(3, largest));
    restart();
    assertThat(log().read("s").map(Event::data)).containsOnly(largest.data()).hasSize(3);
  }

  @Test
  @Rule("C28")
  void a_larger_event_is_refused_naming_limit_and_value() {
    var tooLarge = NewEvent.of("x", AT, LARGEST);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> store.commit(Commit.builder().append("s", event("x")).append("s", tooLarge).build()))
        .withMessageContaining("EVENT_BYTES")
        .withMessageContaining("1048578")
        .withMessageContaining("1048576");
    assertNothingStored();
  }

  @Test
  void metadata_is_an_object_of_limited_size() {
    var largest = json(Map.of("m", "x".repeat(Limits.META_BYTES - 8)));
    log().append("s", List.of(event("x").withMeta(largest)));
    restart();
    assertThat(log().read("s").map(Event::meta)).containsExactly(largest);
    for (var bad : List.of(json("trace"), json(List.of()), json(1), Json.NULL)) {
      assertThatIllegalArgumentException().isThrownBy(() -> log().append("s", List.of(event("x").withMeta(bad))))
          .withMessageContaining("meta is " + bad);
    }
    var tooLarge = event("x").withMeta(largest.merge(Map.of("n", 1)));
    assertThatIllegalArgumentException().isThrownBy(() -> log().append("s", List.of(tooLarge)))
        .withMessageContaining("META_BYTES");
    assertThat(log().count("s")).isEqualTo(1);
  }

  @Test
  void the_largest_value_is_stored_and_a_larger_one_refused() {
    kv().put("k", json(LARGEST));
    assertThatIllegalArgumentException().isThrownBy(() -> kv().put("k", json(LARGEST + "x")))
        .withMessageContaining("VALUE_BYTES");
    restart();
    assertThat(kv().get("k")).contains(json(LARGEST));
  }

  @Test
  void the_longest_names_are_stored_and_longer_ones_refused() {
    var longest = "é".repeat(Limits.NAME_BYTES / 2);
    log().append(longest, longest, AT, 1);
    kv().put(longest, json(1));
    restart();
    assertThat(store.catalog().streams()).containsExactly(longest);
    assertThat(log().read(longest).map(Event::type)).containsExactly(longest);
    assertThat(kv().keys("")).containsExactly(longest);
    assertThatIllegalArgumentException().isThrownBy(() -> append(longest + "x")).withMessageContaining("NAME_BYTES");
    assertThatIllegalArgumentException().isThrownBy(() -> kv().put(longest + "x", json(1)));
  }

  @Test
  void empty_names_and_unpaired_surrogates_are_refused() {
    for (var bad : new String[]{"", "\ud800", "a\udc00b", "\udfff"}) {
      assertThatIllegalArgumentException().isThrownBy(() -> append(bad));
      assertThatIllegalArgumentException().isThrownBy(() -> kv().put(bad, json(1)));
      assertThatIllegalArgumentException().isThrownBy(() -> log().append("s", events(bad)));
    }
    assertNothingStored();
  }

  @Test
  void names_are_checked_wherever_a_commit_has_one() {
    var tooLong = "x".repeat(Limits.NAME_BYTES + 1);
    for (var part : List.<UnaryOperator<Commit.Builder>>of(
        commit -> commit.streamAt(tooLong, 0), commit -> commit.keyIs(tooLong, Json.NULL),
        commit -> commit.keyAbsent(tooLong), commit -> commit.append("s", event("x")).link(tooLong),
        commit -> commit.delete(tooLong), commit -> commit.truncate(tooLong, 1), commit -> commit.forget(tooLong, 1),
        commit -> commit.id(new CommitId(tooLong, "k", "d")), commit -> commit.id(new CommitId("s", tooLong, "d")),
        commit -> commit.id(new CommitId("s", "k", tooLong)))) {
      assertThatIllegalArgumentException().isThrownBy(() -> part.apply(Commit.builder()))
          .withMessageContaining("NAME_BYTES");
    }
  }

  @Test
  void the_largest_commit_is_stored_and_a_larger_one_refused() {
    var parts = Limits.COMMIT_BYTES / Limits.VALUE_BYTES;
    var commit = Commit.builder();
    IntStream.range(0, parts).forEach(i -> commit.put("k" + i, json(LARGEST)));
    store.commit(commit.build());
    assertThat(kv().keys("")).hasSize(parts);
    assertThatIllegalArgumentException().isThrownBy(() -> store.commit(commit.put("one more", json(1)).build()))
        .withMessageContaining("COMMIT_BYTES");
    assertThat(kv().has("one more")).isFalse();
  }

  @Test
  void the_size_of_a_commit_is_that_of_all_it_stores() {
    var event = NewEvent.of("x", AT, 1).withMeta(Map.of("m", 1));
    assertThat(Commit.builder().append("s", event).put("k", json(22)).delete("d").build().size()).isEqualTo(1 + 7 + 2);
  }

  @Test
  void a_commit_of_the_most_guards_is_checked_and_one_more_is_refused() {
    var commit = Commit.builder().put("k", json(1));
    IntStream.range(0, Limits.COMMIT_PARTS).forEach(i -> commit.keyAbsent("k" + i));
    assertThat(store.commit(commit.build())).isInstanceOf(CommitResult.Committed.class);
    assertThatIllegalArgumentException().isThrownBy(() -> commit.keyAbsent("one more").build())
        .withMessageContaining("COMMIT_PARTS");
  }

  @Test
  void a_commit_of_the_most_ops_is_stored_and_one_more_is_refused() {
    log().append("s", Collections.nCopies(Limits.COMMIT_PARTS, event("x")));
    assertThat(log().count("s")).isEqualTo(Limits.COMMIT_PARTS);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> log().append("s", Collections.nCopies(Limits.COMMIT_PARTS + 1, event("x"))))
        .withMessageContaining("COMMIT_PARTS");
    assertThat(log().count("s")).isEqualTo(Limits.COMMIT_PARTS);
  }
}
