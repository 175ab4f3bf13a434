package dev.persist.example.acl;

import static org.assertj.core.api.Assertions.assertThat;

import dev.persist.Event;
import dev.persist.conformance.EveryEngineTest;
import dev.persist.example.acl.domain.GrantEvent.Granted;
import dev.persist.example.acl.domain.GrantEvent.Revoked;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What any version of this subsystem, in any language, has to do. */
class ExampleAclCases extends EveryEngineTest {
  private AccessControl acl;

  @BeforeEach
  void create() {
    acl = new AccessControl(store);
  }

  private static Instant at(long second) {
    return Instant.ofEpochSecond(second);
  }

  private void grant(String resource, String principal) {
    grant(resource, principal, at(0));
  }

  private void grant(String resource, String principal, Instant at) {
    acl.grant(resource, new Granted(principal, "hr", "works here"), at);
  }

  private boolean can(String resource, String principal) {
    return acl.can(resource, principal, at(1));
  }

  private void revoke(String resource, String principal) {
    acl.revoke(resource, new Revoked(principal, "hr", "left"), at(1));
  }

  @Test
  void grant_then_can() {
    grant("doc-1", "alice");
    assertThat(can("doc-1", "alice")).isTrue();
  }

  @Test
  void no_grant_means_no_access() {
    assertThat(can("doc-1", "alice")).isFalse();
  }

  @Test
  void revoke_removes_access() {
    grant("doc-1", "alice");
    revoke("doc-1", "alice");
    assertThat(can("doc-1", "alice")).isFalse();
  }

  @Test
  void multiple_principals_are_tracked_independently() {
    grant("doc-1", "alice");
    grant("doc-1", "bob");
    revoke("doc-1", "alice");
    assertThat(can("doc-1", "alice")).isFalse();
    assertThat(can("doc-1", "bob")).isTrue();
  }

  @Test
  void granting_twice_is_idempotent_in_the_set() {
    grant("doc-1", "alice");
    grant("doc-1", "alice");
    assertThat(acl.grants("doc-1").value().names()).hasSize(1);
  }

  @Test
  void grants_on_different_resources_are_isolated() {
    grant("doc-1", "alice");
    grant("doc-2", "bob");
    assertThat(can("doc-1", "bob")).isFalse();
    assertThat(can("doc-2", "bob")).isTrue();
  }

  @Test
  void the_audit_window_answers_when_it_was_granted() {
    grant("doc-1", "alice", at(100));
    acl.revoke("doc-1", new Revoked("alice", "hr", "left"), at(200));
    grant("doc-1", "bob", at(300));
    assertThat(acl.audit("doc-1", at(150), at(300)).map(Event::at)).containsExactly(at(200), at(300));
  }

  @Test
  void the_materialized_view_stays_current_on_publish() {
    grant("doc-1", "alice");
    assertThat(acl.grants("doc-1").value().names()).containsExactly("alice");
    assertThat(can("doc-1", "alice")).isTrue();
  }

  @Test
  void grants_survive_a_restart_on_the_durable_backend() {
    grant("doc-1", "alice");
    grant("doc-1", "bob");
    restart();
    create();
    assertThat(can("doc-1", "alice")).isTrue();
    assertThat(can("doc-1", "bob")).isTrue();
  }

  @Test
  void what_was_revoked_before_a_restart_is_still_revoked_after_it() {
    grant("doc-1", "alice");
    revoke("doc-1", "alice");
    restart();
    create();
    assertThat(can("doc-1", "alice")).isFalse();
  }
}
