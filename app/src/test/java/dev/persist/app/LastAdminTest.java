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
import org.junit.jupiter.api.Test;

/** Somebody stays an admin, whatever is revoked. */
class LastAdminTest extends AppTest {
  private static final String ADMINS = "/api/acl/app:admin/grants/";
  private static final Instant LATE = Instant.parse("9999-01-01T00:00:00Z");

  private HttpResponse<String> refused(String path) throws Exception {
    var before = app.contents();
    var refused = app.delete(path);
    assertThat(refused.statusCode()).isEqualTo(409);
    assertThat(json(refused).get("detail").stringValue()).contains("nobody would be an admin",
        "first grant app:admin to another user");
    assertThat(app.contents()).isEqualTo(before);
    return refused;
  }

  @Test
  void the_last_grant_is_revoked_only_when_another_user_has_one() throws Exception {
    var refused = refused(ADMINS + "admin");
    assertThat(refused.headers().firstValue("Content-Type")).hasValue("application/problem+json");
    assertThat(json(refused).get("actual").stringValue()).isEqualTo("none");
    app.account("ann");
    app.grant("app:admin", "ann");
    assertThat(app.delete(ADMINS + "admin").statusCode()).isEqualTo(200);
    assertThat(app.delete(ADMINS + "ann").statusCode()).isEqualTo(403);
  }

  @Test
  void a_grant_to_a_name_without_an_account_or_with_an_end_makes_no_admin_that_stays() throws Exception {
    app.grant("app:admin", "nobody");
    app.account("ann");
    app.injector.getInstance(AccessControl.class)
        .grant("app:admin", new Granted("ann", "test", "for a while").endingAt(LATE), Instant.EPOCH);
    refused(ADMINS + "admin");
    assertThat(app.delete(ADMINS + "nobody").statusCode()).isEqualTo(200);
    assertThat(app.delete(ADMINS + "ann").statusCode()).isEqualTo(200);
    assertThat(app.delete(ADMINS + "cid").statusCode()).isEqualTo(404);
  }

  @Test
  void a_grant_on_everything_is_kept_while_it_alone_makes_an_admin() throws Exception {
    app.grant("*", "admin");
    refused(ADMINS + "admin");
    app.injector.getInstance(AccessControl.class)
        .revoke("app:admin", new Revoked("admin", "test", "as an older app did"), Instant.EPOCH);
    refused("/api/acl/*/grants/admin");
    app.grant("app:admin", "admin");
    assertThat(app.delete("/api/acl/*/grants/admin").statusCode()).isEqualTo(200);
  }

  @Test
  void of_admins_who_revoke_each_other_one_stays() throws Exception {
    for (var round = 0; round < 20; round++) {
      app.grant("app:admin", "ann");
      try (var ann = app.as("ann")) {
        var answers = Race.of(2,
            caller -> caller == 0 ? app.delete(ADMINS + "ann") : ann.call("DELETE", ADMINS + "admin", ""));
        assertThat(answers.stream().map(HttpResponse::statusCode)).containsOnlyOnce(200);
        var acl = app.injector.getInstance(AccessControl.class);
        assertThat(acl.grants("app:admin").value().names()).hasSize(1);
        acl.grant("app:admin", List.of(new Granted("admin", "test", "again")), Instant.EPOCH);
        acl.revoke("app:admin", new Revoked("ann", "test", "again"), Instant.EPOCH);
      }
    }
  }
}
