package dev.persist.app;

import static dev.persist.app.web.Client.json;
import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AclTest extends AppTest {
  @Test
  void a_grant_is_an_event_the_first_time_and_nothing_the_second() throws Exception {
    var first = app.post("/api/acl/doc%2F1/grants", "{\"principal\":\"ann\"}");
    assertThat(first.statusCode()).isEqualTo(201);
    assertThat(json(first).propertyNames()).containsExactly("stream", "seq", "type", "at", "data", "meta");
    assertThat(json(first).get("type").stringValue()).isEqualTo("granted");
    assertThat(json(first).get("data").toString())
        .isEqualTo(
            "{\"by\":\"admin\",\"principal\":\"ann\",\"until\":null,\"why\":\"asked for over HTTP\"}");
    assertThat(json(first).get("at").stringValue()).matches("\\d{4}-\\d\\d-\\d\\dT.*Z");
    var contents = app.contents();
    var second = app.post("/api/acl/doc%2F1/grants", "{\"principal\":\"ann\"}");
    assertThat(second.statusCode()).isEqualTo(200);
    assertThat(second.body()).isEqualTo("{\"status\":\"already\",\"principal\":\"ann\"}");
    assertThat(app.contents()).isEqualTo(contents);
  }

  @Test
  void a_check_follows_grants_and_revocations() throws Exception {
    assertThat(app.get("/api/acl/doc/can/ann").body()).isEqualTo("{\"allowed\":false}");
    app.post("/api/acl/doc/grants", "{\"principal\":\"ann\"}");
    assertThat(app.get("/api/acl/doc/can/ann").body()).isEqualTo("{\"allowed\":true}");
    var revoked = app.delete("/api/acl/doc/grants/ann");
    assertThat(revoked.statusCode()).isEqualTo(200);
    assertThat(json(revoked).get("type").stringValue()).isEqualTo("revoked");
    assertThat(app.get("/api/acl/doc/can/ann").body()).isEqualTo("{\"allowed\":false}");
    assertThat(app.delete("/api/acl/doc/grants/ann").statusCode()).isEqualTo(404);
  }

  @Test
  void a_revocation_that_leaves_access_through_a_wildcard_says_so() throws Exception {
    app.post("/api/acl/docs%2F1/grants", "{\"principal\":\"ann\"}");
    assertThat(app.post("/api/acl/docs%2F*/grants", "{\"principal\":\"ann\"}").statusCode()).isEqualTo(201);
    var revoked = app.delete("/api/acl/docs%2F1/grants/ann");
    assertThat(revoked.statusCode()).isEqualTo(200);
    assertThat(json(revoked).get("type").stringValue()).isEqualTo("revoked");
    assertThat(json(revoked).get("allowedThrough").toString()).isEqualTo("[\"docs/*\"]");
    assertThat(app.get("/api/acl/docs%2F1/can/ann").body()).isEqualTo("{\"allowed\":true}");
    var nothing = app.delete("/api/acl/docs%2F1/grants/ann");
    assertThat(nothing.statusCode()).isEqualTo(404);
    assertThat(json(nothing).get("detail").stringValue()).contains("docs/*");
    assertThat(json(app.delete("/api/acl/docs%2F*/grants/ann")).has("allowedThrough")).isFalse();
    assertThat(app.get("/api/acl/docs%2F1/can/ann").body()).isEqualTo("{\"allowed\":false}");
  }

  @Test
  void a_resource_that_looks_like_another_pattern_is_refused() throws Exception {
    var refused = app.post("/api/acl/docs%2F*.pdf/grants", "{\"principal\":\"ann\"}");
    assertThat(refused.statusCode()).isEqualTo(400);
    assertThat(json(refused).get("detail").stringValue()).startsWith("resource: must have a *");
    assertThat(app.get("/api/acl/docs%2F*.pdf/can/ann").body()).isEqualTo("{\"allowed\":false}");
  }

  @Test
  void the_current_grants_carry_their_seq_as_etag() throws Exception {
    app.post("/api/acl/doc/grants", "{\"principal\":\"bob\"}");
    app.post("/api/acl/doc/grants", "{\"principal\":\"ann\"}");
    var grants = app.get("/api/acl/doc");
    assertThat(grants.body()).isEqualTo("{\"resource\":\"doc\",\"principals\":[\"ann\",\"bob\"],\"seq\":2}");
    assertThat(grants.headers().firstValue("ETag")).hasValue("\"2\"");
    assertThat(app.get("/api/acl/none").body()).isEqualTo("{\"resource\":\"none\",\"principals\":[],\"seq\":0}");
  }

  @Test
  void the_audit_has_what_happened_between_two_instants() throws Exception {
    app.post("/api/acl/doc/grants", "{\"principal\":\"ann\"}");
    var at = json(app.delete("/api/acl/doc/grants/ann")).get("at").stringValue();
    assertThat(json(app.get("/api/acl/doc/audit")).get("events")).hasSize(2);
    assertThat(json(app.get("/api/acl/doc/audit?from=" + at)).get("events")).hasSize(1);
    assertThat(json(app.get("/api/acl/doc/audit?from=" + at + "&to=" + at)).get("events")).hasSize(1);
    assertThat(json(app.get("/api/acl/doc/audit?to=2001-01-01T00:00:00Z")).get("events")).isEmpty();
  }

  @Test
  void any_name_that_can_be_granted_can_be_checked_and_revoked() throws Exception {
    for (var name : new String[]{"a/b", "..x", "%2F", "\\\\", "\\\"", "caf\u00e9 \ud83d\ude00", "+", "$ann"}) {
      assertThat(app.post("/api/acl/doc/grants", "{\"principal\":\"" + name + "\"}").statusCode()).isEqualTo(201);
    }
    for (var name : json(app.get("/api/acl/doc")).get("principals")) {
      var path = URLEncoder.encode(name.stringValue(), StandardCharsets.UTF_8)
          .replace("+", "%20");
      assertThat(app.get("/api/acl/doc/can/" + path).body()).isEqualTo("{\"allowed\":true}");
      assertThat(app.delete("/api/acl/doc/grants/" + path).statusCode()).isEqualTo(200);
    }
    assertThat(json(app.get("/api/acl/doc")).get("principals")).isEmpty();
  }

  @Test
  void a_grant_says_why_and_until_when() throws Exception {
    var granted = app.post("/api/acl/doc/grants",
        "{\"principal\":\"ann\",\"until\":\"9999-12-31T23:59:59Z\",\"why\":\"closes the books\"}");
    assertThat(granted.statusCode()).isEqualTo(201);
    assertThat(json(granted).get("data").toString()).isEqualTo(
        "{\"by\":\"admin\",\"principal\":\"ann\",\"until\":\"9999-12-31T23:59:59Z\",\"why\":\"closes the books\"}");
    var longer = app.post("/api/acl/doc/grants", "{\"principal\":\"ann\",\"until\":null,\"why\":null}");
    assertThat(longer.statusCode()).isEqualTo(201);
    assertThat(json(longer).get("data").get("why").stringValue()).isEqualTo("asked for over HTTP");
  }

  @Test
  void many_grants_are_one_commit_whose_events_are_answered() throws Exception {
    app.post("/api/acl/doc/grants", "{\"principal\":\"bob\"}");
    var many = app.post("/api/acl/doc/grants", """
        {"grants":[{"principal":"ann","why":"writes it"},{"principal":"bob"},
          {"principal":"cid","until":"9999-01-01T00:00:00Z"}]}""");
    assertThat(many.statusCode()).isEqualTo(201);
    var events = json(many).get("events");
    assertThat(events.valueStream().map(event -> event.get("seq").intValue())).containsExactly(2, 3);
    assertThat(events.valueStream().map(event -> event.get("data").get("principal").stringValue()))
        .as("bob had it before")
        .containsExactly("ann", "cid");
    assertThat(events.get(0).get("data").get("why").stringValue()).isEqualTo("writes it");
    assertThat(events.get(1).get("data").get("until").stringValue()).isEqualTo("9999-01-01T00:00:00Z");
    assertThat(json(app.get("/api/acl/doc")).get("principals").toString()).isEqualTo("[\"ann\",\"bob\",\"cid\"]");
    var contents = app.contents();
    var again = app.post("/api/acl/doc/grants", "{\"grants\":[{\"principal\":\"ann\"},{\"principal\":\"bob\"}]}");
    assertThat(again.statusCode()).isEqualTo(200);
    assertThat(again.body()).isEqualTo("{\"events\":[]}");
    assertThat(app.contents()).isEqualTo(contents);
  }

  @Test
  void one_bad_grant_of_many_keeps_all_from_being_written() throws Exception {
    var contents = app.contents();
    for (var bad : List.of("{\"principal\":\"\"}", "{\"principal\":\"bob\",\"until\":\"2001-01-01T00:00:00Z\"}",
        "{\"principal\":\"bob\",\"until\":\"+10000-01-01T00:00:00Z\"}", "{\"principal\":\"bob\",\"until\":7}",
        "{\"principal\":\"bob\",\"why\":\" \"}", "{\"principal\":\"bob\",\"by\":\"ann\"}")) {
      var refused = app.post("/api/acl/doc/grants", "{\"grants\":[{\"principal\":\"ann\"}," + bad + "]}");
      assertThat(refused.statusCode()).isEqualTo(400);
      assertThat(json(refused).get("field").stringValue()).matches("grants\\[1]\\.(principal|until|why|by)");
    }
    for (var bad : List.of("{\"grants\":[]}", "{\"grants\":null}", "{\"grants\":{}}", "{\"grants\":[null]}",
        "{\"grants\":[" + "{\"principal\":\"x\"},".repeat(1365) + "{\"principal\":\"x\"}]}")) {
      var refused = app.post("/api/acl/doc/grants", bad);
      assertThat(refused.statusCode()).isEqualTo(400);
      assertThat(json(refused).get("field").stringValue()).startsWith("grants");
    }
    var both = app.post("/api/acl/doc/grants", "{\"principal\":\"ann\",\"grants\":[{\"principal\":\"bob\"}]}");
    assertThat(both.statusCode()).isEqualTo(400);
    assertThat(json(both).get("field").stringValue()).isEqualTo("principal");
    assertThat(app.contents()).isEqualTo(contents);
  }

  @Test
  void as_many_grants_as_a_commit_takes_are_taken() throws Exception {
    var most = IntStream.range(0, 1365).mapToObj(i -> "{\"principal\":\"user-" + i + "\"}").collect(joining(","));
    var many = app.post("/api/acl/doc/grants", "{\"grants\":[" + most + "]}");
    assertThat(many.statusCode()).isEqualTo(201);
    assertThat(json(many).get("events")).hasSize(1365);
    assertThat(app.get("/api/acl/doc/can/user-1364").body()).isEqualTo("{\"allowed\":true}");
  }
}
