package dev.persist.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.persist.Json;
import dev.persist.kv.SwapResult;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Values and keys come back as they went in (rules L3, K1). */
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
  @Rule("K1")
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
}
