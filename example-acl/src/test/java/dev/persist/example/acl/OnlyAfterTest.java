package dev.persist.example.acl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.persist.Event;
import dev.persist.Json;
import dev.persist.conformance.EveryEngineTest;
import dev.persist.conformance.Pinned;
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
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What access control does only on persist; first what comes of each of the flaws of the version before. */
class OnlyAfterTest extends EveryEngineTest {
  private AccessControl acl;

  @BeforeEach
  void create() {
    acl = new AccessControl(store);
  }

  private static Instant at(long second) {
    return Instant.ofEpochSecond(second);
  }

  private static Granted granted(String principal) {
    return new Granted(principal, "hr", "works here");
  }

  private static Revoked revoked(String principal) {
    return new Revoked(principal, "hr", "left");
  }

  private GrantOutcome grant(String resource, String principal) {
    return acl.grant(resource, granted(principal), at(0));
  }

  private GrantOutcome revoke(String resource, String principal) {
    return acl.revoke(resource, revoked(principal), at(0));
  }

  private boolean can(String resource, String principal) {
    return acl.can(resource, principal, at(0));
  }

  @Test
  void a_restart_forgets_no_grant_and_no_revocation() {
    grant("doc-1", "alice");
    grant("doc-1", "bob");
    revoke("doc-1", "bob");
    restart();
    create();
    assertThat(can("doc-1", "alice")).isTrue();
    assertThat(can("doc-1", "bob")).isFalse();
    assertThat(acl.grants("doc-1").value().names()).containsExactly("alice");
  }

  @Test
  void anybody_can_say_since_when_who_decided_and_why() {
    acl.grant("doc-1", granted("alice"), at(100));
    acl.revoke("doc-1", revoked("alice"), at(200));
    acl.grant("doc-1", new Granted("alice", "bob", "covers for carol"), at(300));
    assertThat(acl.audit("doc-1", at(150), at(300)).map(Event::at)).containsExactly(at(200), at(300));
    assertThat(acl.audit("doc-1", at(150), at(300)).map(StoredGrants.TYPES::read))
        .containsExactly(revoked("alice"), new Granted("alice", "bob", "covers for carol"));
    assertThat(acl.audit("doc-1", at(0), at(99))).isEmpty();
  }

  @Test
  void anybody_can_say_who_had_access() {
    acl.grant("doc-1", new Granted("alice", "carol", "writes it"), at(100));
    acl.grant("doc-1", new Granted("bob", "alice", "reviews it"), at(200));
    acl.revoke("doc-1", new Revoked("alice", "hr", "left the team"), at(300));
    restart();
    acl = new AccessControl(store);

    assertThat(acl.can("doc-1", "alice", at(400))).isFalse();
    assertThat(acl.whoCould("doc-1", at(250)).keySet()).containsExactly("alice", "bob");

    assertThat(acl.whoCould("doc-1", at(99))).isEmpty();
    assertThat(acl.whoCould("doc-1", at(100)).keySet()).containsExactly("alice");
    assertThat(acl.whoCould("doc-1", at(299)).keySet()).containsExactly("alice", "bob");
    assertThat(acl.whoCould("doc-1", at(300)).keySet()).containsExactly("bob");
    assertThat(acl.whoCould("doc-2", at(300))).isEmpty();
  }

  @Test
  void a_revocation_that_races_grants_holds() throws Exception {
    for (var round = 0; round < 5; round++) {
      var resource = "doc-" + round;
      grant(resource, "alice");
      Race.of(16, i -> i == 0 ? revoke(resource, "alice") : grant(resource, "bob-" + i));
      assertThat(can(resource, "alice")).isFalse();
      assertThat(acl.grants(resource).value().names()).hasSize(15).doesNotContain("alice");
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
    var principals = acl.grants("doc-1").value().names();
    assertThatExceptionOfType(UnsupportedOperationException.class)
        .isThrownBy(() -> principals.removeIf(principal -> principal.startsWith("bot-")));
    assertThat(acl.grants("doc-1").value().names()).containsExactly("alice", "bot-7");
  }

  @Test
  void who_had_access_is_refused_when_events_are_gone() {
    acl.grant("doc-1", granted("alice"), at(100));
    acl.grant("doc-1", granted("bob"), at(200));
    store.log().truncate("acl/doc-1", 1);
    assertThatIllegalStateException().isThrownBy(() -> acl.whoCould("doc-1", at(200)));
    assertThatIllegalStateException().isThrownBy(() -> acl.whatCould("alice", at(200)));
    assertThat(acl.whatCould("bob", at(200)).names()).containsExactly("doc-1");
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
    may.removeIf(principal -> !can("doc", principal));
    assertThat(acl.grants("doc").value().names()).isEqualTo(may);
    assertThat(principals).allSatisfy(
        each -> assertThat(acl.whatCould(each, at(0)).names()).hasSize(may.contains(each) ? 1 : 0));
  }

  @Test
  void a_caller_who_has_seen_an_older_state_changes_nothing() throws Exception {
    grant("doc-1", "alice");
    var seen = OptionalLong.of(1);
    var outcomes = Race.of(16, i -> acl.ifAt(seen).grant("doc-1", granted("principal-" + i), at(0)));
    assertThat(outcomes).filteredOn(GrantOutcome.Changed.class::isInstance).hasSize(1);
    assertThat(outcomes).filteredOn(new GrantOutcome.Stale(1, 2)::equals).hasSize(15);
    assertThat(acl.ifAt(seen).revoke("doc-1", revoked("nobody"), at(0)))
        .isEqualTo(new GrantOutcome.Stale(1, 2));
    assertThat(acl.grants("doc-1").seq()).isEqualTo(2);
  }

  @Test
  void a_grant_with_an_end_gives_access_until_then_and_can_be_given_anew() {
    acl.grant("doc-1", granted("alice").endingAt(at(200)), at(100));
    assertThat(acl.can("doc-1", "alice", at(199))).isTrue();
    assertThat(acl.can("doc-1", "alice", at(200))).isFalse();
    assertThat(acl.why("doc-1", "alice", at(200)).names()).isEmpty();
    assertThat(acl.grant("doc-1", granted("alice").endingAt(at(400)), at(300)))
        .isEqualTo(new GrantOutcome.Changed(List.of(granted("alice").endingAt(at(400))), 2));
    assertThat(acl.can("doc-1", "alice", at(399))).isTrue();
    assertThat(acl.whoCould("doc-1", at(150)).keySet()).containsExactly("alice");
    assertThat(acl.whoCould("doc-1", at(250))).isEmpty();
    assertThat(acl.whatCould("alice", at(199)).names()).containsExactly("doc-1");
    assertThat(acl.whatCould("alice", at(200)).names()).isEmpty();
  }

  @Test
  void many_are_granted_access_in_one_commit_or_none_of_them() {
    var team = IntStream.range(0, StoredGrants.MOST_AT_ONCE).mapToObj(i -> granted("p" + i)).toList();
    assertThat(acl.grant("doc-1", team, at(0)))
        .isEqualTo(new GrantOutcome.Changed(List.copyOf(team), team.size()));
    assertThat(can("doc-1", "p0")).isTrue();
    assertThat(can("doc-1", "p" + (team.size() - 1))).isTrue();
    assertThat(acl.whatCould("p7", at(0)).names()).containsExactly("doc-1");

    var more = IntStream.rangeClosed(0, team.size()).mapToObj(i -> granted("q" + i)).toList();
    assertThatIllegalArgumentException().isThrownBy(() -> acl.grant("doc-1", more, at(0)))
        .withMessageContaining("1366 grants on \"doc-1\"")
        .withMessageContaining("1365 at a time");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> acl.grant("doc-2", List.of(granted("q1"), granted("q2").endingAt(at(0))), at(0)))
        .withMessageContaining("1970-01-01T00:00:00Z");
    assertThat(can("doc-1", "q0")).isFalse();
    assertThat(can("doc-2", "q1")).isFalse();
    assertThat(acl.grants("doc-1").seq()).isEqualTo(team.size());
  }

  @Test
  void the_storage_format_stays() {
    grant("doc-1", "alice");
    revoke("doc-1", "alice");
    acl.grant("doc-1", granted("bob").endingAt(at(60)), at(0));
    assertThat(store.log().read("acl/doc-1").map(event -> event.type() + event.data()))
        .isEqualTo(Pinned.events(
            "granted{\"by\":\"hr\",\"principal\":\"alice\",\"until\":null,\"why\":\"works here\"}",
            "revoked{\"by\":\"hr\",\"principal\":\"alice\",\"why\":\"left\"}",
            "granted{\"by\":\"hr\",\"principal\":\"bob\",\"until\":\"1970-01-01T00:01:00Z\",\"why\":\"works here\"}"));
    assertThat(store.catalog().streams()).containsExactly("acl-of/alice", "acl-of/bob",
        "acl/doc-1");
    assertThat(store.kv().keys("")).containsExactly("acl-can/[\"doc-1\",\"bob\"]");
    assertThat(store.kv().get("acl-can/[\"doc-1\",\"bob\"]"))
        .contains(Json.of(granted("bob").endingAt(at(60))));
  }
}
