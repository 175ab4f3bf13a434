package dev.persist.example.acl;

import static org.assertj.core.api.Assertions.assertThat;

import dev.persist.Commit;
import dev.persist.CommitResult;
import dev.persist.Persist;
import dev.persist.StoreException;
import dev.persist.conformance.DelegatingBackend;
import dev.persist.conformance.EveryEngineTest;
import dev.persist.example.acl.domain.GrantEvent.Granted;
import dev.persist.example.acl.domain.GrantEvent.Revoked;
import dev.persist.example.acl.domain.Offboarding;
import java.time.Instant;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Alice leaves. */
class OffboardingTest extends EveryEngineTest {
  private static final Instant NOW = Instant.ofEpochSecond(500);
  private static final Revoked LEFT = new Revoked("alice", "hr", "left the company");

  private AccessControl acl;

  @BeforeEach
  void create() {
    acl = new AccessControl(store);
    for (var resource : Set.of("*", "docs/*", "salaries", "wiki")) {
      acl.grant(resource, new Granted("alice", "hr", "works here"), Instant.EPOCH);
      acl.grant(resource, new Granted("bob", "hr", "works here"), Instant.EPOCH);
    }
    acl.revoke("wiki", new Revoked("alice", "hr", "writes no more"), Instant.EPOCH);
    acl.grant("ended", new Granted("alice", "hr", "a week").endingAt(NOW), Instant.EPOCH);
  }

  @Test
  void all_that_somebody_has_is_taken_away_in_one_call_and_nothing_of_others() {
    assertThat(acl.revokeAll(LEFT, NOW))
        .isEqualTo(new Offboarding.Done(Set.of("*", "docs/*", "salaries", "ended")));
    assertThat(acl.whatCould("alice", NOW).names()).isEmpty();
    assertThat(acl.can("docs/1", "alice", NOW)).isFalse();
    assertThat(acl.can("ended", "alice", Instant.EPOCH)).isFalse();
    assertThat(acl.whatCould("bob", NOW).names()).containsExactly("*", "docs/*", "salaries", "wiki");
    assertThat(acl.history("salaries", 3).map(StoredGrants.TYPES::read)).containsExactly(LEFT);
    assertThat(acl.revokeAll(LEFT, NOW)).isEqualTo(new Offboarding.Done(Set.of()));
  }

  @Test
  void one_that_is_interrupted_says_what_is_left_and_goes_on_with_it_when_it_is_run_again() {
    var commits = new AtomicInteger();
    var failing = Persist.over(new DelegatingBackend(backend) {
      @Override
      public CommitResult commit(Commit commit) {
        if (commits.incrementAndGet() > 2) {
          throw new StoreException.Unavailable("the network is down");
        }
        return super.commit(commit);
      }
    });
    var outcome = (Offboarding.Interrupted) new AccessControl(failing).revokeAll(LEFT, NOW);
    assertThat(outcome.revoked()).containsExactlyInAnyOrder("*", "docs/*");
    assertThat(outcome.left()).containsExactlyInAnyOrder("ended", "salaries");
    assertThat(outcome.why()).contains("the network is down");
    assertThat(acl.whatCould("alice", NOW).names()).containsExactly("salaries");
    assertThat(acl.revokeAll(LEFT, NOW)).isEqualTo(new Offboarding.Done(Set.of("ended", "salaries")));
  }

  @Test
  void what_is_granted_while_it_runs_is_left_and_named() {
    var granting = Persist.over(new DelegatingBackend(backend) {
      private boolean first = true;

      @Override
      public CommitResult commit(Commit commit) {
        if (first) {
          first = false;
          acl.grant("new", new Granted("alice", "bob", "has not heard"), NOW);
        }
        return super.commit(commit);
      }
    });
    var outcome = (Offboarding.Interrupted) new AccessControl(granting).revokeAll(LEFT, NOW);
    assertThat(outcome.revoked()).hasSize(4);
    assertThat(outcome.left()).containsExactly("new");
  }

  @Test
  void what_has_changed_since_the_caller_checked_it_is_left_and_named() {
    var checked = acl.grants("salaries").seq();
    acl.grant("salaries", new Granted("carol", "hr", "works here"), NOW);
    var outcome = (Offboarding.Interrupted) acl.revokeAll(LEFT, NOW,
        resource -> resource.equals("salaries") ? OptionalLong.of(checked) : OptionalLong.empty());
    assertThat(outcome.revoked()).containsExactlyInAnyOrder("*", "docs/*", "ended");
    assertThat(outcome.left()).containsExactly("salaries");
    assertThat(acl.revokeAll(LEFT, NOW, resource -> OptionalLong.of(acl.grants(resource).seq())))
        .isEqualTo(new Offboarding.Done(Set.of("salaries")));
  }
}
