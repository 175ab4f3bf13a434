package dev.persist.example.acl;

import static org.assertj.core.api.Assertions.assertThat;

import dev.persist.Event;
import dev.persist.Json;
import dev.persist.conformance.EveryEngineTest;
import dev.persist.conformance.Race;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AccessControlTest extends EveryEngineTest {
  private AccessControl acl;

  @BeforeEach
  void create() {
    acl = new AccessControl(store);
  }

  private static Instant at(long second) {
    return Instant.ofEpochSecond(second);
  }

  private GrantOutcome grant(String resource, String principal) {
    return acl.grant(resource, principal, at(0));
  }

  private GrantOutcome revoke(String resource, String principal) {
    return acl.revoke(resource, principal, at(0));
  }

  @Test
  void a_revocation_ends_access_and_a_new_grant_begins_it_again() {
    grant("doc-1", "alice");
    revoke("doc-1", "alice");
    assertThat(acl.can("doc-1", "alice")).isFalse();
    grant("doc-1", "alice");
    assertThat(acl.can("doc-1", "alice")).isTrue();
  }

  @Test
  void granting_twice_writes_once() {
    assertThat(grant("doc-1", "alice")).isInstanceOf(GrantOutcome.Changed.class);
    assertThat(grant("doc-1", "alice")).isEqualTo(new GrantOutcome.Unchanged());
    assertThat(acl.grants("doc-1").value().principals()).containsExactly("alice");
    assertThat(acl.grants("doc-1").seq()).isEqualTo(1);
  }

  @Test
  void revoking_what_was_not_granted_writes_nothing() {
    assertThat(revoke("doc-1", "alice")).isEqualTo(new GrantOutcome.Unchanged());
    assertThat(store.catalog().count()).isZero();
  }

  @Test
  void names_that_run_together_open_nothing() {
    grant("a/b", "c");
    grant("x\",\"y", "z");
    assertThat(acl.can("a", "b/c")).isFalse();
    assertThat(acl.can("x", "y\",\"z")).isFalse();
    assertThat(acl.can("a/b", "c")).isTrue();
  }

  @Test
  void the_audit_answers_what_happened_when() {
    acl.grant("doc-1", "alice", at(100));
    acl.revoke("doc-1", "alice", at(200));
    acl.grant("doc-1", "bob", at(300));
    assertThat(acl.audit("doc-1", at(150), at(300)).map(Event::at)).containsExactly(at(200), at(300));
    assertThat(acl.audit("doc-1", at(0), at(99))).isEmpty();
  }

  @Test
  void grants_and_revocations_survive_a_restart() {
    grant("doc-1", "alice");
    grant("doc-1", "bob");
    revoke("doc-1", "bob");
    restart();
    create();
    assertThat(acl.can("doc-1", "alice")).isTrue();
    assertThat(acl.can("doc-1", "bob")).isFalse();
  }

  @Test
  void of_many_racing_to_grant_the_same_one_writes() throws Exception {
    var outcomes = Race.of(64, i -> grant("doc-1", "alice"));
    assertThat(outcomes).filteredOn(GrantOutcome.Changed.class::isInstance).hasSize(1);
    assertThat(store.log().count("acl/doc-1")).isEqualTo(1);
  }

  @Test
  void the_check_agrees_with_the_history_after_a_storm_of_racing_changes() throws Exception {
    var principals = List.of("a", "b", "c");
    Race.of(16, racer -> {
      var random = new Random(racer);
      for (var i = 0; i < 20; i++) {
        var principal = principals.get(random.nextInt(principals.size()));
        if (random.nextBoolean()) {
          grant("doc", principal);
        } else {
          revoke("doc", principal);
        }
      }
      return racer;
    });
    var may = new TreeSet<>(principals);
    may.removeIf(principal -> !acl.can("doc", principal));
    assertThat(acl.grants("doc").value().principals()).isEqualTo(may);
  }

  @Test
  void a_caller_who_has_seen_an_older_state_changes_nothing() throws Exception {
    grant("doc-1", "alice");
    var seen = OptionalLong.of(1);
    var outcomes = Race.of(16, i -> acl.ifAt(seen).grant("doc-1", "principal-" + i, at(0)));
    assertThat(outcomes).filteredOn(GrantOutcome.Changed.class::isInstance).hasSize(1);
    assertThat(outcomes).filteredOn(new GrantOutcome.Stale(1, 2)::equals).hasSize(15);
    assertThat(acl.ifAt(seen).revoke("doc-1", "nobody", at(0))).isEqualTo(new GrantOutcome.Stale(1, 2));
    assertThat(acl.grants("doc-1").seq()).isEqualTo(2);
  }

  @Test
  void the_storage_format_stays() {
    grant("doc-1", "alice");
    revoke("doc-1", "alice");
    grant("doc-1", "bob");
    assertThat(store.log().read("acl/doc-1").map(event -> event.type() + event.data()))
        .containsExactly("granted{\"principal\":\"alice\"}", "revoked{\"principal\":\"alice\"}",
            "granted{\"principal\":\"bob\"}");
    assertThat(store.kv().keys("")).containsExactly("acl-can/[\"doc-1\",\"bob\"]");
    assertThat(store.kv().get("acl-can/[\"doc-1\",\"bob\"]")).contains(Json.of(at(0)));
  }
}
