package dev.persist.app.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BodiesTest {
  private static final String ORDER = """
      {"customer":"ann","currency":"GBP","lines":[{"sku":"a","quantity":1,"unitPrice":5}],"note":"n"}""";

  @Test
  void a_valid_body_becomes_its_record() {
    var order = Bodies.parse(ORDER.getBytes(UTF_8), ExampleRoutes.Order.class);
    assertThat(order.lines().getFirst().quantity()).isEqualTo(1);
    assertThat(Bodies.MAPPER.writeValueAsString(order)).isEqualTo(ORDER);
  }

  @ParameterizedTest
  @ValueSource(strings = {",\"note\":\"n\"", "\"n\""})
  void a_component_that_says_so_may_be_absent_or_null(String part) {
    var body = ORDER.replace(part, part.startsWith(",") ? "" : "null");
    assertThat(Bodies.parse(body.getBytes(UTF_8), ExampleRoutes.Order.class).note()).isNull();
  }

  @ParameterizedTest
  @CsvSource(quoteCharacter = '`', delimiter = '|', value = {
      "\"customer\":\"ann\", | | customer | required",
      "\"ann\" | null | customer | required",
      "\"ann\" | 5 | customer | must be text",
      "\"ann\" | true | customer | must be text",
      "\"ann\" | {} | customer | must be text",
      "\"ann\" | [\"ann\"] | customer | must be text",
      "\"ann\" | \"\\ud800\" | customer | must be text",
      "\"ann\" | \"\\udc00\\ud800\" | customer | must be text",
      "\"GBP\" | \"USD\" | currency | must be one of [GBP, EUR]",
      "\"GBP\" | \"gbp\" | currency | must be one of [GBP, EUR]",
      "\"GBP\" | \"\" | currency | must be one of [GBP, EUR]",
      "\"GBP\" | 0 | currency | must be one of [GBP, EUR]",
      "\"quantity\":1 | \"quantity\":\"1\" | lines[0].quantity | must be a whole number in range",
      "\"quantity\":1 | \"quantity\":1.0 | lines[0].quantity | must be a whole number in range",
      "\"quantity\":1 | \"quantity\":1e2 | lines[0].quantity | must be a whole number in range",
      "\"quantity\":1 | \"quantity\":2147483648 | lines[0].quantity | must be a whole number in range",
      "\"quantity\":1 | \"quantity\":true | lines[0].quantity | must be a whole number in range",
      "\"quantity\":1 | \"quantity\":[1] | lines[0].quantity | must be a whole number in range",
      "\"quantity\":1 | \"quantity\":null | lines[0].quantity | required",
      "\"quantity\":1, | | lines[0].quantity | required",
      "\"quantity\":1 | \"quantity\":0 | lines[0].quantity | must be 1 to 1000",
      "\"quantity\":1 | \"quantity\":1,\"quantity\":1 | lines[0].quantity | given twice",
      "\"quantity\":1 | \"quantity\":1,\"colour\":1 | lines[0].colour | unknown field",
      "\"unitPrice\":5 | \"unitPrice\":9223372036854775808 | lines[0].unitPrice | must be a whole number in range",
      "\"lines\":[ | \"lines\":[null, | lines[0] | required",
      "\"lines\":[ | \"lines\":[7, | lines[0] | must be an object",
      "\"n\" | \"n\",\"admin\":true | admin | unknown field",
      "\"n\" | \"n\",\"note\":\"m\" | note | given twice",
  })
  void a_bad_field_is_named(String part, String with, String field, String detail) {
    var problem = refused(ORDER.replace(part, with == null ? "" : with));
    assertThat(problem.status()).isEqualTo(400);
    assertThat(problem.field()).isEqualTo(field);
    assertThat(problem.detail()).isEqualTo(field + ": " + detail);
  }

  private record Ending(Instant until) {}

  @ParameterizedTest
  @ValueSource(strings = {"2026-01-31T09:00:00Z", "2026-01-31T10:00:00+01:00", "2026-01-31T09:00:00.000Z"})
  void an_instant_is_text_of_iso_8601(String text) {
    assertThat(Bodies.parse(("{\"until\":\"" + text + "\"}").getBytes(UTF_8), Ending.class).until())
        .isEqualTo("2026-01-31T09:00:00Z");
  }

  @ParameterizedTest
  @ValueSource(strings = {"1769850000", "1769850000.5", "\"1769850000\"", "\"\"", "\"2026-01-31\"", "[2026,1,31]",
      "\"2026-01-31T09:00:00\"", "\"2026-02-30T09:00:00Z\"", "true", "{}"})
  void anything_else_is_no_instant(String json) {
    var body = ("{\"until\":" + json + "}").getBytes(UTF_8);
    var problem = catchThrowableOfType(Refusal.class, () -> Bodies.parse(body, Ending.class)).problem();
    assertThat(problem.status()).isEqualTo(400);
    assertThat(problem.detail()).isEqualTo("until: must be an ISO-8601 instant");
  }

  @Test
  void a_list_that_must_not_be_empty_is_named() {
    var problem = refused("{\"customer\":\"a\",\"currency\":\"EUR\",\"lines\":[]}");
    assertThat(problem.field()).isEqualTo("lines");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " \n", "null", "[]", "5", "\"s\"", "{", "}", "{]", "{\"customer\":\"a", "{\"a\":NaN}",
      "{'a':1}",
      "{/* */}", "{\"customer\":\"a\",}", "{\"customer\":01}", "{\"customer\":\"\u0001\"}", "\ufeff{}", "[[[[[[[[[["})
  void what_is_not_one_json_object_is_refused(String body) {
    assertThat(refused(body).status()).isEqualTo(400);
  }

  @Test
  void trailing_tokens_and_deep_nesting_are_refused() {
    assertThat(refused(ORDER + " x").detail()).contains("not valid JSON at line 1, column ");
    assertThat(refused(ORDER + "{}").status()).isEqualTo(400);
    assertThat(refused("[".repeat(500_000)).status()).isEqualTo(400);
    assertThat(refused("{\"lines\":" + "[".repeat(500_000)).status()).isEqualTo(400);
    assertThat(refused("{\"customer\":" + "{\"a\":".repeat(200_000)).status()).isEqualTo(400);
    assertThat(refused("{\"" + "k".repeat(60_000) + "\":1}").status()).isEqualTo(400);
    assertThat(refused(ORDER.replace(":5", ":" + "9".repeat(100_000))).status()).isEqualTo(400);
  }

  @Test
  void bytes_that_are_not_utf_8_are_refused() {
    for (var bad : new String[]{"\u00ff", "\u00c0\u0080", "\u00ed\u00a0\u0080", "\u00f0\u009f"}) {
      var body = ORDER.replace("ann", bad).getBytes(StandardCharsets.ISO_8859_1);
      assertThat(refused(body).detail()).isEqualTo("the body is not valid UTF-8");
    }
    assertThat(refused(ORDER.getBytes(StandardCharsets.UTF_16)).status()).isEqualTo(400);
    assertThat(refused(ORDER.getBytes(StandardCharsets.UTF_16LE)).status()).isEqualTo(400);
  }

  private static Problem refused(String body) {
    return refused(body.getBytes(UTF_8));
  }

  private static Problem refused(byte[] body) {
    var refusal = catchThrowableOfType(Refusal.class, () -> Bodies.parse(body, ExampleRoutes.Order.class));
    assertThat(refusal.problem().detail()).doesNotContain("dev.persist", "jackson", "java.", "Stream");
    return refusal.problem();
  }
}
