package dev.persist.example.acl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.persist.Event;
import dev.persist.Json;
import dev.persist.conformance.EveryEngineTest;
import dev.persist.conformance.Race;
import dev.persist.example.acl.domain.GrantEvent.Granted;
import dev.persist.example.acl.domain.GrantEvent.Revoked;
import dev.persist.example.acl.domain.GrantOutcome;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What access control does only on persist; first what comes of each of the {@link FlawsOfBeforeTest}. */
class OnlyAfterTest extends EveryEngineTest {
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
  void a_restart_forgets_no_grant_and_no_revocation() {
    grant("doc-1", "alice");
    grant("doc-1", "bob");
    revoke("doc-1", "bob");
    restart();
    create();
    assertThat(acl.can("doc-1", "alice")).isTrue();
    assertThat(acl.can("doc-1", "bob")).isFalse();
    assertThat(acl.grants("doc-1").value().principals()).containsExactly("alice");
  }

  @Test
  void anybody_can_say_since_when() {
    acl.grant("doc-1", "alice", at(100));
    acl.revoke("doc-1", "alice", at(200));
    acl.grant("doc-1", "alice", at(300));
    assertThat(acl.audit("doc-1", at(150), at(300)).map(Event::at)).containsExactly(at(200), at(300));
    assertThat(acl.audit("doc-1", at(150), at(300)).map(AccessControl.TYPES::read))
        .containsExactly(new Revoked("alice"), new Granted("alice"));
    assertThat(acl.audit("doc-1", at(0), at(99))).isEmpty();
  }

  @Test
  void anybody_can_say_who_had_access() {
    acl.grant("doc-1", "alice", at(100));
    acl.grant("doc-1", "bob", at(200));
    acl.revoke("doc-1", "alice", at(300));
    restart();
    acl = new AccessControl(store);

    assertThat(acl.can("doc-1", "alice")).isFalse();
    assertThat(acl.grantsAt("doc-1", at(250)).principals()).containsExactly("alice", "bob");

    assertThat(acl.grantsAt("doc-1", at(99)).principals()).isEmpty();
    assertThat(acl.grantsAt("doc-1", at(100)).principals()).containsExactly("alice");
    assertThat(acl.grantsAt("doc-1", at(299)).principals()).containsExactly("alice", "bob");
    assertThat(acl.grantsAt("doc-1", at(300)).principals()).containsExactly("bob");
    assertThat(acl.grantsAt("doc-2", at(300)).principals()).isEmpty();
  }

  @Test
  void a_revocation_that_races_grants_holds() throws Exception {
    for (var round = 0; round < 5; round++) {
      var resource = "doc-" + round;
      grant(resource, "alice");
      Race.of(16, i -> i == 0 ? revoke(resource, "alice") : grant(resource, "bob-" + i));
      assertThat(acl.can(resource, "alice")).isFalse();
      assertThat(acl.grants(resource).value().principals()).hasSize(15).doesNotContain("alice");
    }
  }

  @Test
  void a_grant_that_many_race_for_is_mailed_once() throws Exception {
    var mails = new AtomicInteger();
    Race.of(64, i -> {
      var outcome = grant("doc-1", "alice");
      if (outcome instanceof GrantOutcome.Changed) {
        mails.incrementAndGet();
      }
      return outcome;
    });
    assertThat(mails).hasValue(1);
    assertThat(store.log().count("acl/doc-1")).isEqualTo(1);
  }

  @Test
  void a_caller_who_filters_the_list_is_refused() {
    grant("doc-1", "alice");
    grant("doc-1", "bot-7");
    var principals = acl.grants("doc-1").value().principals();
    assertThatExceptionOfType(UnsupportedOperationException.class)
        .isThrownBy(() -> principals.removeIf(principal -> principal.startsWith("bot-")));
    assertThat(acl.grants("doc-1").value().principals()).containsExactly("alice", "bot-7");
  }

  @Test
  void who_had_access_is_refused_when_events_are_gone() {
    acl.grant("doc-1", "alice", at(100));
    acl.grant("doc-1", "bob", at(200));
    store.log().truncate("acl/doc-1", 1);
    assertThatIllegalStateException().isThrownBy(() -> acl.grantsAt("doc-1", at(200)));
  }

  @Test
  void what_changes_nothing_writes_nothing() {
    assertThat(revoke("doc-1", "alice")).isEqualTo(new GrantOutcome.Unchanged());
    assertThat(store.catalog().count()).isZero();
    grant("doc-1", "alice");
    assertThat(grant("doc-1", "alice")).isEqualTo(new GrantOutcome.Unchanged());
    assertThat(acl.grants("doc-1").seq()).isEqualTo(1);
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
