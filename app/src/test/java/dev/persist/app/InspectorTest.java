package dev.persist.app;

import static dev.persist.app.web.Client.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.persist.Persist;
import java.time.Instant;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class InspectorTest extends AppTest {
  @Test
  void streams_come_page_by_page() throws Exception {
    for (var resource : new String[]{"a", "b", "c"}) {
      app.post("/api/acl/" + resource + "/grants", "{\"principal\":\"ann\"}");
    }
    assertThat(app.get("/api/streams?limit=2").body()).isEqualTo(
        "{\"streams\":[{\"stream\":\"acl-of/admin\",\"seq\":1},{\"stream\":\"acl-of/ann\",\"seq\":3}],\"next\":\"acl-of/ann\"}");
    assertThat(app.get("/api/streams?limit=2&after=acl%2Fb").body())
        .isEqualTo("{\"streams\":[{\"stream\":\"acl/c\",\"seq\":1}],\"next\":null}");
  }

  @Test
  void streams_of_a_prefix_come_page_by_page() throws Exception {
    var log = app.injector.getInstance(Persist.class).log();
    for (var stream : new String[]{"a", "a/", "a/\ud83d\ude00", "a/\uffff", "a/x", "b"}) {
      log.append(stream, "x", Instant.EPOCH, 1);
    }
    assertThat(streams("/api/streams?prefix=a%2F")).containsExactly("a/", "a/x", "a/\uffff", "a/\ud83d\ude00");
    assertThat(streams("/api/streams?prefix=a%2F&after=a%2F&limit=1")).containsExactly("a/x");
    assertThat(streams("/api/streams?prefix=a%2F&after=a%2Fx")).containsExactly("a/\uffff", "a/\ud83d\ude00");
    assertThat(streams("/api/streams?prefix=a%2F&after=A")).startsWith("a/").hasSize(4);
    assertThat(streams("/api/streams?prefix=a%2F&after=b")).isEmpty();
    assertThat(streams("/api/streams?prefix=$")).isEmpty();
  }

  private List<String> streams(String path) throws Exception {
    return json(app.get(path)).get("streams").valueStream().map(each -> each.get("stream").stringValue()).toList();
  }

  @Test
  void events_come_page_by_page() throws Exception {
    for (var principal : new String[]{"ann", "bob", "dora"}) {
      app.post("/api/acl/doc/grants", "{\"principal\":\"" + principal + "\"}");
    }
    var first = json(app.get("/api/streams/acl%2Fdoc/events?limit=2"));
    assertThat(first.get("events")).hasSize(2);
    assertThat(first.get("next").longValue()).isEqualTo(3);
    var second = json(app.get("/api/streams/acl%2Fdoc/events?limit=2&from=3"));
    assertThat(second.get("events").get(0).get("data").get("principal").stringValue()).isEqualTo("dora");
    assertThat(second.get("next").isNull()).isTrue();
  }

  @Test
  void a_stream_that_is_not_there_is_404() throws Exception {
    assertThat(app.get("/api/streams/none/events").statusCode()).isEqualTo(404);
    assertThat(app.get("/api/streams/$own/events").statusCode()).isEqualTo(404);
  }

  @Test
  void health_names_the_engine() throws Exception {
    assertThat(app.get("/api/health").body())
        .isEqualTo("{\"status\":\"ok\",\"engine\":\"rocksdb\"}");
  }

  @Test
  void the_page_and_all_it_needs_is_served() throws Exception {
    var page = app.get("/");
    assertThat(page.headers().firstValue("Content-Type").orElse("")).startsWith("text/html");
    var all = page.body() + app.get("/api").body();
    assertThat(all).contains("/assets/app.css", "/assets/htmx.js", "/assets/sse.js", "/assets/api.js")
        .doesNotContain("http://", "https://");
    for (var asset : Pattern.compile("/assets/[^\"]+").matcher(all).results().map(MatchResult::group).toList()) {
      var answer = app.get(asset);
      assertThat(answer.headers().firstValue("Content-Type").orElse(""))
          .startsWith(asset.contains(".css") ? "text/css" : "text/javascript");
      assertThat(answer.headers().firstValue("Cache-Control")).contains("max-age=31536000, immutable");
    }
    assertThat(app.get("/assets/app.css?v=old").headers().firstValue("Cache-Control")).contains("no-cache");
    assertThat(app.get("/assets/none.js").statusCode()).isEqualTo(404);
    assertThat(app.get("/assets/api.js").body()).contains("/openapi.json").doesNotContain("http://", "https://");
  }

  @Test
  void what_is_not_there_yet_is_404() throws Exception {
    assertThat(app.get("/metrics").statusCode()).isEqualTo(404);
  }
}
