package dev.persist.app.web;

import static dev.persist.app.web.ExampleServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ParamsTest {
  private static ExampleServer example;

  @BeforeAll
  static void start() {
    example = new ExampleServer();
  }

  @AfterAll
  static void stop() {
    example.close();
  }

  @Test
  void a_path_parameter_may_contain_anything_readable() throws Exception {
    var response = example.call("DELETE", "/api/acl/doc%2F1%20%25%3B%5C/grants/%F0%9F%98%80+%2e%2e%2Fx", "");
    assertThat(json(response).get("resource").stringValue()).isEqualTo("doc/1 %;\\");
    assertThat(json(response).get("principal").stringValue()).isEqualTo("\ud83d\ude00+../x");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a%00b", "a%0Ab", "a%7F", "%", "%z", "%zz", "%ff", "%c0%80", "%ed%a0%80", "%2e", "%2e%2e",
      "..", ".",
      "..;x", "%u0041", "a%2", "//"})
  void a_path_parameter_that_is_not_text_is_400(String path) throws Exception {
    assertThat(example.raw("GET /api/acl/" + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n"))
        .startsWith("HTTP/1.1 400 ")
        .contains("application/problem+json");
  }

  @ParameterizedTest
  @ValueSource(strings = {"limit=0", "limit=1001", "limit=-1", "limit=", "limit", "limit=x", "limit=1.0", "limit=1e2",
      "limit=+1",
      "limit=99999999999999999999", "limit=1&limit=2", "limit=%201", "limit=%d9%a1", "limit=0x1", "limit=01"})
  void a_limit_out_of_range_is_named(String query) throws Exception {
    var response = example.get("/api/page?" + query);
    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(json(response).get("field").stringValue()).isEqualTo("limit");
  }

  @ParameterizedTest
  @CsvSource({"'', 100", "limit=1, 1", "limit=1000, 1000", "other=x, 100"})
  void a_limit_in_range_is_taken(String query, int limit) throws Exception {
    assertThat(json(example.get("/api/page?" + query)).get("limit").intValue()).isEqualTo(limit);
  }

  @ParameterizedTest
  @ValueSource(strings = {"q=%", "q=%zz", "q=%ff", "q=%00", "q=%ed%a0%80", "%=1", "q=a&q=b"})
  void a_query_that_is_not_text_is_400(String query) throws Exception {
    assertThat(example.raw("GET /api/page?" + query + " HTTP/1.1\r\nHost: localhost\r\n\r\n"))
        .startsWith("HTTP/1.1 400 ");
  }
}
