package dev.persist.app;

import static dev.persist.app.web.Client.json;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
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
}
