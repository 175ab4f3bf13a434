package dev.persist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.ObjectNode;

class JsonTest {
  record Line(String sku, int quantity) {}

  record Order(String id, List<Line> lines, Optional<String> note, Json extra) {}

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "1 | 1.0", "1 | 1e0", "100 | 1e2", "0 | -0", "0 | 0.000", "0.1 | 0.10", "0.1 | 1e-1", "-5 | -50e-1",
      "1.1E-7 | 0.00000011", "9223372036854775808 | 9223372036854775808.0", "[1,2] | [ 1.0 , 2 ]",
      "{\"a\":1,\"b\":{\"c\":[]}} | {\"b\":{\"c\":[ ]}, \"a\":1}", "\"é\" | \"\\u00e9\"", "\"/\" | \"\\/\""
  })
  void one_value_has_one_form(String canonical, String other) {
    assertThat(Json.parse(other)).isEqualTo(Json.parse(canonical)).hasToString(canonical);
    assertThat(Json.parse(other).digest()).isEqualTo(Json.parse(canonical).digest());
  }

  @Test
  void a_text_has_the_same_form_alone_and_in_a_list() {
    for (var c = 0; c <= Character.MAX_VALUE; c++) {
      var text = "a" + (Character.isSurrogate((char) c) ? Character.toString(0x10000 + c) : (char) c);
      assertThat("[" + Json.of(text) + "]").isEqualTo(Json.of(List.of(text)).toString());
      assertThat(Json.of(text).as(String.class)).isEqualTo(text);
    }
    assertThatIllegalArgumentException().isThrownBy(() -> Json.of("\ud800"));
  }

  @ParameterizedTest
  @CsvSource({"1,2", "0.1,0.10000000000000001", "1,\"1\"", "null,false", "[],{}", "9007199254740993,9007199254740992"})
  void different_values_differ(String one, String other) {
    assertThat(Json.parse(one)).isNotEqualTo(Json.parse(other));
  }

  @ParameterizedTest
  @ValueSource(strings = {
      "", " ", "{", "[1,]", "{\"a\":1,\"a\":2}", "1 2", "nul", "'a'", "NaN", "01", "\"\\ud800\"", "\"\ud800\"", "{a:1}"
  })
  void text_that_is_not_one_json_value_is_refused(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> Json.parse(text));
  }

  @Test
  void nesting_deeper_than_a_stack_is_refused() {
    assertThatIllegalArgumentException().isThrownBy(() -> Json.parse("[".repeat(100_000) + "]".repeat(100_000)));
  }

  record Holder(Json json) {}

  @Test
  void a_field_that_is_null_holds_the_null_value() {
    for (var value : List.of(Json.NULL, Json.EMPTY, Json.of(1))) {
      assertThat(Json.of(new Holder(value)).as(Holder.class).json()).isEqualTo(value);
    }
    assertThatIllegalArgumentException().isThrownBy(() -> Json.EMPTY.as(Holder.class));
  }

  @Test
  void null_is_no_record_and_no_field_of_one() {
    assertThatIllegalArgumentException().isThrownBy(() -> Json.NULL.as(Line.class)).withMessageContaining("null");
    assertThatIllegalArgumentException().isThrownBy(() -> Json.parse("{\"sku\":null,\"quantity\":1}").as(Line.class))
        .withMessageContaining("sku");
    assertThat(Json.NULL.as(Json.class)).isEqualTo(Json.NULL);
  }

  @Test
  void objects_merge_field_by_field() {
    var v1 = Json.parse("{\"total\":5,\"note\":null}");
    assertThat(v1.merge(Map.of("total", 6, "currency", "GBP")))
        .hasToString("{\"currency\":\"GBP\",\"note\":null,\"total\":6}");
    assertThat(v1).hasToString("{\"note\":null,\"total\":5}");
    assertThatIllegalArgumentException().isThrownBy(() -> v1.merge(1)).withMessageContaining("and 1");
    assertThatIllegalArgumentException().isThrownBy(() -> Json.NULL.merge(v1));
  }

  @Test
  void java_values_become_json() {
    assertThat(Json.of(Arrays.asList(1, 2L, 0.1, 0.1f, new BigInteger("9".repeat(30)), new BigDecimal("1.5"),
        new BigDecimal("1.50"), null)))
        .hasToString("[1,2,0.1,0.1,999999999999999999999999999999,1.5,\"1.50\",null]");
    assertThat(Json.of(Map.of("at", Instant.EPOCH, "json", Json.parse("{\"b\":1}"))))
        .hasToString("{\"at\":\"1970-01-01T00:00:00Z\",\"json\":{\"b\":1}}");
  }

  @Test
  void what_has_no_json_form_is_refused() {
    for (var value : new Object[]{Double.NaN, Float.POSITIVE_INFINITY, "\udc00", Map.of("a", "\ud800")}) {
      assertThatIllegalArgumentException().isThrownBy(() -> Json.of(value));
    }
  }

  @Test
  void records_round_trip() {
    var order = new Order("o1", List.of(new Line("a", 2)), Optional.empty(), Json.parse("[null]"));
    assertThat(Json.of(order).as(Order.class)).isEqualTo(order);
  }

  @Test
  void a_missing_or_misfitting_field_is_refused_by_name() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Json.parse("{\"sku\":\"a\"}").as(Line.class))
        .withMessageContaining("quantity");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Json.parse("{\"sku\":\"a\",\"quantity\":null}").as(Line.class));
  }

  @Test
  void a_tree_and_the_bytes_are_copies() {
    var json = Json.parse("{\"a\":1}");
    ((ObjectNode) json.tree()).put("a", 2);
    json.toBytes()[0] = 'x';
    assertThat(json).hasToString("{\"a\":1}");
    assertThat(Json.ofCanonical(json.toBytes())).isEqualTo(json);
  }
}
