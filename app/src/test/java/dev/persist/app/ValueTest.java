package dev.persist.app;

import static dev.persist.app.web.Client.json;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.persist.Json;
import dev.persist.Persist;
import java.net.URLEncoder;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The keys and values that the inspector shows. */
class ValueTest extends AppTest {
  @Test
  void all_keys_come_page_by_page_and_secrets_without_their_value() throws Exception {
    app.grant("doc", "ann");
    app.place("k");
    app.client.token("admin", TestApp.PASSWORD);
    var kv = app.injector.getInstance(Persist.class).kv();
    kv.put("!", Json.of(7));
    var all = new ArrayList<JsonNode>();
    for (var after = "";;) {
      var page = json(app.get("/api/kv?limit=2&after=" + URLEncoder.encode(after, UTF_8)));
      page.get("values").forEach(all::add);
      assertThat(page.get("values")).hasSizeBetween(1, 2);
      if (page.get("next").isNull()) {
        break;
      }
      after = page.get("next").stringValue();
    }
    assertThat(all).extracting(each -> each.get("key").stringValue()).containsExactlyElementsOf(kv.keys("").toList());
    for (var each : all) {
      var key = each.get("key").stringValue();
      if (key.startsWith("account/") || key.startsWith("session/")) {
        assertThat(each.toString()).isEqualTo("{\"key\":" + Json.of(key) + ",\"secret\":true}");
      } else {
        assertThat(Json.of(each.get("value"))).isEqualTo(kv.get(key).orElseThrow());
      }
    }
    assertThat(all).filteredOn(each -> each.get("secret").booleanValue())
        .extracting(each -> each.get("key").stringValue().replaceFirst("/.*", ""))
        .contains("account", "session");
  }

  @Test
  void keys_of_a_prefix_come_page_by_page() throws Exception {
    app.grant("doc", "ann");
    app.grant("doc", "bob");
    var first = json(app.get("/api/kv?prefix=acl-can%2F%5B%22doc&limit=1"));
    assertThat(keys(first)).containsExactly("acl-can/[\"doc\",\"ann\"]");
    assertThat(first.get("values").get(0).get("value").get("by").stringValue()).isEqualTo("admin");
    var next = URLEncoder.encode(first.get("next").stringValue(), UTF_8);
    var second = json(app.get("/api/kv?prefix=acl-can%2F%5B%22doc&limit=1&after=" + next));
    assertThat(keys(second)).containsExactly("acl-can/[\"doc\",\"bob\"]");
    assertThat(second.get("next").isNull()).isTrue();
    assertThat(app.get("/api/kv?prefix=none").body()).isEqualTo("{\"values\":[],\"next\":null}");
  }

  @Test
  void a_page_that_ends_early_since_its_values_are_large_says_that_there_are_more() throws Exception {
    var kv = app.injector.getInstance(Persist.class).kv();
    for (var i = 0; i < 7; i++) {
      kv.put("large/" + i, Json.of("x".repeat(900_000)));
    }
    var page = json(app.get("/api/kv?prefix=large%2F"));
    assertThat(page.get("values")).hasSize(5);
    assertThat(page.get("next").stringValue()).isEqualTo("large/4");
  }

  @Test
  void the_keys_of_persist_itself_are_not_there() throws Exception {
    var answer = app.get("/api/kv?prefix=$");
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(json(answer).get("field").stringValue()).isEqualTo("prefix");
    assertThat(app.get("/api/kv?after=" + "x".repeat(513)).statusCode()).isEqualTo(400);
  }

  private static List<String> keys(JsonNode page) {
    return page.get("values").valueStream().map(each -> each.get("key").stringValue()).toList();
  }
}
