package dev.persist.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.persist.Persist;
import dev.persist.StoreException;
import dev.persist.migrate.Genesis;
import dev.persist.migrate.Genesis.Entry;
import dev.persist.migrate.Genesis.Imported;
import dev.persist.migrate.Genesis.Opening;
import dev.persist.migrate.Genesis.Value;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** An import of keys beside streams: what holds for a stream holds for a key (rule M1). */
@Rule("M1")
abstract class ImportedKeyRules extends Suite {
  private static final Map<String, Integer> DUMP = new TreeMap<>(Map.of("a", 1, "b", 2, "c", 3));

  ImportedKeyRules(ConformanceKit kit) {
    super(kit);
  }

  private static Imported run(Persist store, Map<String, Integer> dump) {
    return new Genesis(store, "sessions").run(dump.entrySet()
        .stream()
        .flatMap(each -> Stream.<Entry>of(
            new Value("seen/" + each.getKey(), json(each.getValue())),
            new Opening("s/" + each.getKey(), json(each.getValue()),
                commit -> commit.append("s/" + each.getKey(), event("opened"))))));
  }

  @Test
  void keys_are_opened_once_beside_streams() {
    assertThat(run(store, DUMP)).isEqualTo(new Imported(6, 0, List.of(), List.of()));
    var once = Contents.of(store);
    assertThat(once).hasSize(6).containsEntry("key seen/b", json(2));
    restart();
    assertThat(run(store, DUMP)).isEqualTo(new Imported(0, 6, List.of(), List.of()));
    assertThat(Contents.of(store)).isEqualTo(once);
  }

  @Test
  void an_import_of_keys_that_was_cut_off_anywhere_goes_on_where_it_was() {
    run(store, DUMP);
    var once = Contents.of(store);
    for (var loss : LossyBackend.Loss.values()) {
      for (var commits = 0; commits < 2 * DUMP.size(); commits++) {
        startOver();
        var cut = Persist.over(new LossyBackend(backend, loss, commits));
        assertThatThrownBy(() -> run(cut, DUMP)).isInstanceOf(StoreException.UnknownOutcome.class);
        restart();
        assertThat(run(store, DUMP).complete()).isTrue();
        assertThat(Contents.of(store)).isEqualTo(once);
      }
    }
  }

  @Test
  void a_key_that_was_changed_or_removed_after_its_import_stays_so() {
    run(store, DUMP);
    kv().put("seen/a", json(7));
    kv().delete("seen/b");
    assertThat(run(store, DUMP)).isEqualTo(new Imported(0, 6, List.of(), List.of()));
    assertThat(kv().get("seen/a")).contains(json(7));
    assertThat(kv().has("seen/b")).isFalse();
  }

  @Test
  @Rule("M4")
  void a_key_that_the_old_one_changed_since_is_named_and_left_as_it_was_imported() {
    run(store, DUMP);
    var later = new TreeMap<>(DUMP);
    later.put("b", 7);
    later.put("d", 4);
    assertThat(run(store, later)).isEqualTo(new Imported(2, 4, List.of("key seen/b", "s/b"), List.of()));
    assertThat(kv().get("seen/b")).contains(json(2));
    assertThat(kv().get("seen/d")).contains(json(4));
  }

  @Test
  @Rule("M4")
  void a_key_that_has_another_value_is_named_and_left_and_one_that_has_the_same_is_as_good_as_opened() {
    kv().put("seen/a", json(7));
    kv().put("seen/b", json(2));
    assertThat(run(store, DUMP)).isEqualTo(new Imported(4, 1, List.of(), List.of("key seen/a")));
    kv().put("seen/b", json(8));
    assertThat(run(store, DUMP)).isEqualTo(new Imported(0, 5, List.of(), List.of("key seen/a")));
    assertThat(List.of(kv().get("seen/a").orElseThrow(), kv().get("seen/b").orElseThrow()))
        .containsExactly(json(7), json(8));
  }

  @Test
  void a_key_that_cannot_be_stored_is_refused_by_its_name_and_what_comes_before_it_is_opened() {
    var tooLong = "k".repeat(600);
    assertThatIllegalArgumentException().isThrownBy(
        () -> new Genesis(store, "sessions").run(Stream.of(new Value("k", json(1)), new Value(tooLong, json(1)))))
        .withMessageContaining("the opening of key \"kkk")
        .withMessageContaining("512");
    assertThat(kv().get("k")).contains(json(1));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Genesis(store, "sessions").run(Stream.of(new Value("$k", json(1)))))
        .withMessageContaining("reserved");
  }
}
