package dev.persist.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.persist.Codec;
import dev.persist.Commit;
import dev.persist.Entry;
import dev.persist.Json;
import dev.persist.kv.SwapResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Values and keys come back as they went in (rules L3, K1, K4, K5). */
abstract class ValueRules extends Suite {
  private static final List<String> VALUES = List.of(
      "null", "true", "false", "0", "-1", "\"\"", "{}", "[]",
      "9223372036854775808", "123456789012345678901234567890", "-9223372036854775809",
      "0.1", "0.10000000000000000000000000000001", "1e400", "1.5e-300",
      "\"\ud83d\ude00 é \\u0000 \\n \\\"\"", "{\"\":1,\"\ud83d\ude00\":[{\"a\":null}]}",
      "[".repeat(100) + "]".repeat(100));

  ValueRules(ConformanceKit kit) {
    super(kit);
  }

  @Test
  @Rule("L3")
  void values_round_trip_structurally_on_both_facets() {
    for (var i = 0; i < VALUES.size(); i++) {
      var value = Json.parse(VALUES.get(i));
      kv().put("k" + i, value);
      log().append("s" + i, "x", AT, value);
    }
    restart();
    for (var i = 0; i < VALUES.size(); i++) {
      var value = Json.parse(VALUES.get(i));
      assertThat(kv().get("k" + i)).contains(value);
      assertThat(log().read("s" + i).findFirst().orElseThrow().data()).isEqualTo(value);
    }
  }

  @Test
  @Rule("L3")
  void cas_compares_structure_not_text() {
    kv().put("k", Json.parse("{\"b\": 1.0, \"a\": [1e2]}"));
    assertThat(kv().cas("k", Json.parse("{\"a\":[100],\"b\":1}"), json(2))).isInstanceOf(SwapResult.Swapped.class);
  }

  @Test
  @Rule("K1")
  void an_absent_key_and_a_null_value_are_different() {
    assertThat(kv().cas("k", Json.NULL, json(1)))
        .isEqualTo(new SwapResult.Conflict(Optional.of(Json.NULL), Optional.empty()));
    kv().put("k", Json.NULL);
    assertThat(kv().get("k")).contains(Json.NULL);
    assertThat(kv().putNew("k", json(1)))
        .isEqualTo(new SwapResult.Conflict(Optional.empty(), Optional.of(Json.NULL)));
    assertThat(kv().cas("k", Json.NULL, json(1))).isInstanceOf(SwapResult.Swapped.class);
  }

  @Test
  @Rule("K1")
  void update_returns_what_is_there_now() {
    assertThat(kv().update("k", json(1), value -> json(List.of(value)))).isEqualTo(json(List.of(1)));
    assertThat(kv().get("k")).contains(json(List.of(1)));
  }

  @Test
  @Rule("K3")
  void keys_of_any_text_are_kept_apart_and_listed_by_prefix_in_code_point_order() {
    var keys = List.of("a", "a\0", "a\n", "a$", "a/", "a/b", "b", "\uffff", "\ud83d\ude00");
    keys.reversed().forEach(key -> kv().put(key, json(key)));
    restart();
    assertThat(kv().keys("")).containsExactlyElementsOf(keys);
    assertThat(kv().keys("a/")).containsExactly("a/", "a/b");
    assertThat(kv().keys("\ud83d\ude00")).containsExactly("\ud83d\ude00");
    assertThat(kv().keys("z")).isEmpty();
    assertThat(keys).allSatisfy(key -> assertThat(kv().get(key)).contains(json(key)));
    assertThat(backend.keys("a", "a\n", 2)).containsExactly("a$", "a/");
    assertThat(backend.keys("b", "a", 5)).containsExactly("b");
    assertThat(backend.keys("a", "a", 1)).containsExactly("a\0");
    assertThat(backend.keys("a", "b", 5)).isEmpty();
  }

  @Test
  @Rule("K4")
  void entries_of_a_prefix_come_page_by_page_with_their_values() {
    Stream.of("a", "b/1", "b/2", "b/3", "c").forEach(key -> kv().put(key, json(List.of(key))));
    restart();
    assertThat(kv().entries("b/", "", 2))
        .containsExactly(new Entry<>("b/1", json(List.of("b/1"))), new Entry<>("b/2", json(List.of("b/2"))));
    assertThat(kv().entries("b/", "b/2", 2, Codec.list(Codec.of(String.class))))
        .containsExactly(new Entry<>("b/3", List.of("b/3")));
    assertThat(kv().entries("b/", "b/3", 2)).isEmpty();
    assertThat(kv().entries("b/", "a", 9)).hasSize(3);
    assertThatIllegalArgumentException().isThrownBy(() -> kv().entries("b/", "", 2, Codec.of(Integer.class)));
    assertThatIllegalArgumentException().isThrownBy(() -> kv().entries("$", "", 2)).withMessageContaining("reserved");
    assertThatIllegalArgumentException().isThrownBy(() -> kv().entries("b/", "", 0)).withMessageContaining("is 0");
  }

  @Test
  @Rule("K4")
  void entries_of_all_keys_leave_out_those_of_persist_itself() {
    Stream.of("!", "#", "a", "b", "c").forEach(key -> kv().put(key, json(key)));
    log().prefix("a").build(1); // under a key that starts with $, which comes after # and before a
    counts("count").keep("s");
    restart();
    assertThat(kv().entries("", "", 9)).extracting(Entry::key).containsExactly("!", "#");
    assertThat(kv().entries("", "", 1)).extracting(Entry::key).containsExactly("!");
    assertThat(kv().entries("", "#", 2)).containsExactly(new Entry<>("a", json("a")), new Entry<>("b", json("b")));
    assertThat(kv().entries("", "$", 2)).extracting(Entry::key).containsExactly("a", "b");
    assertThat(kv().entries("", "b", 2)).extracting(Entry::key).containsExactly("c");
    assertThat(kv().entries("", "c", 2)).isEmpty();
  }

  @Test
  @Rule("K5")
  void a_page_of_large_entries_ends_early_and_their_keys_are_listed_all_the_same() {
    var large = json("x".repeat(900_000));
    var keys = IntStream.range(0, 12).mapToObj(i -> "large/%02d".formatted(i)).toList();
    keys.forEach(key -> kv().put(key, large));
    var pages = new ArrayList<List<Entry<Json>>>();
    for (var page = kv().entries("large/", "", 100); !page.isEmpty();) {
      pages.add(page);
      page = kv().entries("large/", page.getLast().key(), 100);
    }
    assertThat(pages).extracting(List::size).containsExactly(5, 5, 2);
    assertThat(pages.stream().flatMap(List::stream)).extracting(Entry::key).isEqualTo(keys);
    assertThat(kv().keys("large/")).containsExactlyElementsOf(keys);
  }

  @Test
  @Rule("K4")
  void a_page_is_as_of_one_moment() throws Exception {
    var keys = IntStream.range(0, 10).mapToObj(i -> "together/" + i).toList();
    putAll(keys, 0);
    var over = new AtomicBoolean();
    Race.of(2, racer -> {
      if (racer == 0) {
        for (var i = 1; !over.get(); i++) {
          putAll(keys, i);
        }
        return 0;
      }
      try {
        return IntStream.range(0, 1_000)
            .map(i -> (int) kv().entries("together/", "", 99).stream().map(Entry::value).distinct().count())
            .max()
            .orElseThrow();
      } finally {
        over.set(true);
      }
    }).forEach(different -> assertThat(different).isLessThan(2));
  }

  private void putAll(List<String> keys, int value) {
    var commit = Commit.builder();
    keys.forEach(key -> commit.put(key, json(value)));
    store.commit(commit.build());
  }
}
