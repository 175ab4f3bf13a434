package dev.persist.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.persist.CommitId;
import dev.persist.Persist;
import dev.persist.StoreException;
import dev.persist.migrate.Genesis;
import dev.persist.migrate.Genesis.Imported;
import dev.persist.migrate.Genesis.Opening;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What an import promises. */
abstract class GenesisRules extends MigrationSuite {
  GenesisRules(ConformanceKit kit) {
    super(kit);
  }

  private static Opening opening(String name, int count) {
    return new Opening("counter/" + name, json(count),
        commit -> commit.append("counter/" + name, event("opened")).put("count/" + name, json(count)).global());
  }

  private static Stream<Opening> openings(Map<String, Integer> dump) {
    return dump.entrySet().stream().map(each -> opening(each.getKey(), each.getValue()));
  }

  private Imported genesis(Persist store) {
    return new Genesis(store, "counters").run(openings(DUMP));
  }

  @Rule("M1")
  @Test
  void an_import_run_twice_is_one_that_was_run_once() {
    assertThat(genesis(store)).isEqualTo(new Imported(3, 0, List.of(), List.of()));
    var once = Contents.of(store);
    assertThat(once).hasSize(3 + 3 + 3);
    restart();
    assertThat(genesis(store)).isEqualTo(new Imported(0, 3, List.of(), List.of()));
    assertThat(Contents.of(store)).isEqualTo(once);
  }

  @Rule("M1")
  @Test
  void an_import_that_was_cut_off_anywhere_goes_on_where_it_was() {
    genesis(store);
    var once = Contents.of(store);
    for (var loss : LossyBackend.Loss.values()) {
      for (var commits = 0; commits < DUMP.size(); commits++) {
        startOver();
        var cut = Persist.over(new LossyBackend(backend, loss, commits));
        assertThatThrownBy(() -> genesis(cut)).isInstanceOf(StoreException.UnknownOutcome.class);
        restart();
        assertThat(genesis(store).complete()).isTrue();
        assertThat(Contents.of(store)).isEqualTo(once);
      }
    }
  }

  @Rule("M1")
  @Test
  void what_happened_to_a_stream_after_its_import_stays() {
    genesis(store);
    append("counter/a");
    kv().put("count/a", json(2));
    assertThat(genesis(store)).isEqualTo(new Imported(0, 3, List.of(), List.of()));
    assertThat(log().count("counter/a")).isEqualTo(2);
    assertThat(kv().get("count/a")).contains(json(2));
  }

  @Rule("M4")
  @Test
  void what_the_old_one_changed_since_is_named_and_left_as_it_was_imported() {
    genesis(store);
    var later = new TreeMap<>(DUMP);
    later.put("b", 7);
    later.put("d", 4);
    var again = new Genesis(store, "counters").run(openings(later));
    assertThat(again).isEqualTo(new Imported(1, 2, List.of("counter/b"), List.of()));
    assertThat(again.complete()).isFalse();
    assertThat(kv().get("count/b")).contains(json(2));
    assertThat(kv().get("count/d")).contains(json(4));
  }

  @Rule("M4")
  @Test
  void a_stream_that_has_events_of_its_own_is_named_and_left_as_it_is() {
    append("counter/b");
    var imported = genesis(store);
    assertThat(imported).isEqualTo(new Imported(2, 0, List.of(), List.of("counter/b")));
    assertThat(imported.complete()).isFalse();
    assertThat(log().count("counter/b")).isEqualTo(1);
    assertThat(kv().get("count/b")).isEmpty();
  }

  @Rule("M1")
  @Test
  void an_opening_without_an_event_for_its_stream_is_refused_and_what_comes_before_it_is_opened() {
    var openings = Stream.of(opening("a", 1), new Opening("counter/b", json(0), commit -> commit.put("k", json(1))));
    assertThatIllegalArgumentException().isThrownBy(() -> new Genesis(store, "counters").run(openings))
        .withMessageContaining("counter/b");
    assertThat(log().count("counter/a")).isEqualTo(1);
    assertThat(kv().has("k")).isFalse();
  }

  @Rule("M1")
  @Test
  void an_opening_with_an_id_of_its_own_is_refused() {
    var own = new Genesis.Opening("own", json(1),
        commit -> commit.append("own", event("x")).id(CommitId.of("own", "mine", json(1))));
    assertThatIllegalArgumentException().isThrownBy(() -> new Genesis(store, "g").run(Stream.of(own)))
        .withMessageContaining("\"own\"")
        .withMessageContaining("id of its own");
    assertThat(log().lastSeq("own")).isZero();
  }

  @Rule("M1")
  @Test
  void an_opening_that_is_over_a_limit_is_refused_with_its_stream() {
    var opening = new Opening("counter/big", json(0), commit -> {
      IntStream.range(0, 5_000).forEach(i -> commit.append("counter/big", event("opened")));
      return commit;
    });
    assertThatIllegalArgumentException().isThrownBy(() -> new Genesis(store, "counters").run(Stream.of(opening)))
        .withMessageContaining("counter/big")
        .withMessageContaining("4096");
    assertThat(log().count("counter/big")).isZero();
  }
}
