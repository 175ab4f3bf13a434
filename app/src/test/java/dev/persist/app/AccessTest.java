package dev.persist.app;

import static dev.persist.app.web.Client.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.persist.conformance.Race;
import dev.persist.example.acl.AccessControl;
import dev.persist.example.acl.domain.GrantEvent.Granted;
import dev.persist.example.acl.domain.GrantEvent.Revoked;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The answers on access: what is allowed now, what was allowed, through which grants, and what a person who leaves keeps. */
class AccessTest extends AppTest {
  private static final Instant JANUARY = Instant.parse("2001-01-01T00:00:00Z");
  private static final Instant MARCH = Instant.parse("2001-03-01T00:00:00Z");
  private static final Instant MAY = Instant.parse("2001-05-01T00:00:00Z");
  private static final String ANN = "/api/principals/ann/access";

  private AccessControl acl;

  /** In January ann is granted a document, and a folder until May. In March she loses the document, and bob gets it. */
  @BeforeEach
  void grant() {
    acl = app.injector.getInstance(AccessControl.class);
    acl.grant("docs/1", new Granted("ann", "hr", "writes it"), JANUARY);
    acl.grant("docs/*", new Granted("ann", "hr", "keeps them").endingAt(MAY), JANUARY);
    acl.revoke("docs/1", new Revoked("ann", "hr", "wrote it"), MARCH);
    acl.grant("docs/1", new Granted("bob", "ann", "reads it"), MARCH);
  }

  @Test
  void who_could_access_a_resource_is_told_with_the_grants_of_that_moment() throws Exception {
    var folder = "{\"resource\":\"docs/*\",\"by\":\"hr\",\"why\":\"keeps them\",\"until\":\"2001-05-01T00:00:00Z\"}";
    assertThat(app.get("/api/acl/docs%2F1/who?at=2001-02-01T00:00:00Z").body()).isEqualTo(
        "{\"resource\":\"docs/1\",\"holders\":[{\"principal\":\"ann\",\"through\":[" + folder
            + ",{\"resource\":\"docs/1\",\"by\":\"hr\",\"why\":\"writes it\",\"until\":null}]}]}");
    var both = json(app.get("/api/acl/docs%2F1/who?at=2001-03-01T00:00:00Z")).get("holders");
    assertThat(both.get(0).get("through").toString()).isEqualTo("[" + folder + "]");
    assertThat(both.get(1).get("principal").stringValue()).isEqualTo("bob");
    assertThat(both).hasSize(2);
    assertThat(app.get("/api/acl/docs%2F1/who?at=2000-12-31T23:59:59.999Z").body()).contains("\"holders\":[]");
    assertThat(json(app.get("/api/acl/docs%2F1/who")).get("holders")
        .valueStream()
        .map(holder -> holder.get("principal").stringValue())).as("now").containsExactly("bob");
  }

  @Test
  void what_somebody_could_access_is_told_as_of_then() throws Exception {
    assertThat(app.get(ANN + "?at=2001-04-01T00:00:00Z").body()).isEqualTo("{\"principal\":\"ann\",\"grants\":["
        + "{\"resource\":\"docs/*\",\"by\":\"hr\",\"why\":\"keeps them\",\"until\":\"2001-05-01T00:00:00Z\"}]}");
    assertThat(json(app.get(ANN + "?at=2001-02-01T00:00:00Z")).get("grants")).hasSize(2);
    assertThat(app.get(ANN).body()).isEqualTo("{\"principal\":\"ann\",\"grants\":[]}");
    assertThat(app.get("/api/principals/nobody/access").body()).isEqualTo("{\"principal\":\"nobody\",\"grants\":[]}");
  }

  @Test
  void why_names_each_grant_that_gives_access_now() throws Exception {
    assertThat(app.get("/api/acl/docs%2F1/why/bob").body()).isEqualTo("{\"resource\":\"docs/1\",\"principal\":\"bob\","
        + "\"through\":[{\"resource\":\"docs/1\",\"by\":\"ann\",\"why\":\"reads it\",\"until\":null}]}");
    app.grant("*", "bob");
    assertThat(json(app.get("/api/acl/docs%2F1/why/bob")).get("through")
        .valueStream()
        .map(grant -> grant.get("resource").stringValue())).containsExactly("*", "docs/1");
    assertThat(app.get("/api/acl/docs%2F1/why/ann").body()).as("it has ended").contains("\"through\":[]");
  }

  @Test
  void a_moment_that_is_none_is_named() throws Exception {
    for (var path : List.of("/api/acl/doc/who?at=2001-01-01", ANN + "?at=yesterday", ANN + "?at=1&at=2")) {
      var refused = app.get(path);
      assertThat(refused.statusCode()).isEqualTo(400);
      assertThat(json(refused).get("field").stringValue()).isEqualTo("at");
    }
  }

  @Test
  void a_user_asks_about_their_own_access_and_who_may_grant_it_about_that_of_all() throws Exception {
    app.grant("acl:docs%2F*", "cid");
    try (var ann = app.as("ann"); var cid = app.as("cid")) {
      for (var own : List.of("/api/acl/docs%2F1/can/ann", "/api/acl/docs%2F1/why/ann", ANN)) {
        assertThat(ann.get(own).statusCode()).isEqualTo(200);
        assertThat(ann.get(own.replace("ann", "bob")).statusCode()).isEqualTo(403);
      }
      var all = List.of("/api/acl/docs%2F1", "/api/acl/docs%2F1/who", "/api/acl/docs%2F1/audit");
      for (var path : all) {
        var refused = ann.get(path);
        assertThat(refused.statusCode()).isEqualTo(403);
        assertThat(refused.body()).doesNotContain("bob");
        assertThat(cid.get(path).statusCode()).isEqualTo(200);
        assertThat(cid.get(path.replace("docs%2F1", "salaries")).statusCode()).isEqualTo(403);
      }
      assertThat(cid.get("/api/acl/docs%2F1/why/bob").statusCode()).isEqualTo(200);
      assertThat(cid.get("/api/principals/bob/access").statusCode()).isEqualTo(403);
      assertThat(cid.call("DELETE", "/api/principals/cid/access", "").statusCode()).isEqualTo(403);
    }
  }

  @Test
  void who_leaves_loses_every_grant_and_nobody_else_does() throws Exception {
    app.grant("acl:docs%2F*", "bob");
    app.grant("docs%2F2", "bob");
    app.grant("docs%2F2", "ann");
    var left = app.delete("/api/principals/bob/access");
    assertThat(left.statusCode()).isEqualTo(200);
    assertThat(left.body())
        .isEqualTo("{\"principal\":\"bob\",\"revoked\":[\"acl:docs/*\",\"docs/1\",\"docs/2\"]}");
    assertThat(app.get("/api/acl/docs%2F2/can/bob").body()).isEqualTo("{\"allowed\":false}");
    assertThat(app.get("/api/acl/docs%2F2/can/ann").body()).isEqualTo("{\"allowed\":true}");
    var event = json(app.get("/api/acl/docs%2F2/audit")).get("events").get(2);
    assertThat(event.get("data").toString())
        .isEqualTo("{\"by\":\"admin\",\"principal\":\"bob\",\"why\":\"asked for over HTTP\"}");
    var contents = app.contents();
    assertThat(app.delete("/api/principals/bob/access").body()).isEqualTo("{\"principal\":\"bob\",\"revoked\":[]}");
    assertThat(app.contents()).isEqualTo(contents);
  }

  @Test
  void the_last_admin_loses_nothing_and_another_one_all() throws Exception {
    app.grant("docs%2F1", "admin");
    app.grant("*", "admin");
    var before = app.contents();
    var refused = app.delete("/api/principals/admin/access");
    assertThat(refused.statusCode()).isEqualTo(409);
    assertThat(json(refused).get("actual").stringValue()).isEqualTo("none");
    assertThat(app.contents()).isEqualTo(before);
    app.account("ann");
    app.grant("app:admin", "ann");
    assertThat(json(app.delete("/api/principals/admin/access")).get("revoked").toString())
        .isEqualTo("[\"*\",\"app:admin\",\"docs/1\"]");
    assertThat(app.get(ANN).statusCode()).isEqualTo(403);
  }

  @Test
  void of_admins_who_take_everything_from_each_other_one_stays() throws Exception {
    for (var round = 0; round < 20; round++) {
      app.grant("app:admin", "ann");
      try (var ann = app.as("ann")) {
        var answers = Race.of(2, caller -> (caller == 0 ? app.client : ann)
            .call("DELETE", "/api/principals/" + (caller == 0 ? "ann" : "admin") + "/access", ""));
        assertThat(answers).extracting(HttpResponse::statusCode).containsOnlyOnce(200).isSubsetOf(200, 403, 409, 503);
        assertThat(acl.grants("app:admin").value().names()).hasSize(1);
        acl.grant("app:admin", new Granted("admin", "test", "again"), Instant.EPOCH);
        acl.revoke("app:admin", new Revoked("ann", "test", "again"), Instant.EPOCH);
      }
    }
  }
}
