package dev.persist.example.acl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.persist.conformance.EveryEngineTest;
import dev.persist.example.acl.domain.GrantEvent.Granted;
import dev.persist.example.acl.domain.GrantEvent.Revoked;
import dev.persist.example.acl.domain.GrantOutcome;
import dev.persist.example.acl.domain.GrantOutcome.Changed;
import dev.persist.example.acl.domain.GrantOutcome.StillAllowed;
import dev.persist.example.acl.domain.GrantOutcome.Unchanged;
import dev.persist.example.acl.domain.Grants;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A grant on all that is below a name. */
class WildcardTest extends EveryEngineTest {
  private static final Granted ALICE = new Granted("alice", "hr", "edits the handbook");
  private static final Revoked NO_LONGER = new Revoked("alice", "hr", "edits no more");

  private AccessControl acl;

  @BeforeEach
  void create() {
    acl = new AccessControl(store);
  }

  private static Instant at(long second) {
    return Instant.ofEpochSecond(second);
  }

  private static Grants grants(String... resources) {
    var grants = new TreeMap<String, Granted>();
    for (var resource : resources) {
      grants.put(resource, ALICE);
    }
    return new Grants(grants);
  }

  private boolean can(String resource) {
    return acl.can(resource, "alice", at(0));
  }

  @Test
  void a_grant_on_a_wildcard_opens_all_that_is_below_it_and_nothing_else() {
    acl.grant("docs/*", ALICE, at(0));
    assertThat(List.of("docs/1", "docs/a/b", "docs/*", "docs/a/*")).allMatch(this::can);
    assertThat(List.of("docs", "docsier", "other/docs/1", "*", "Docs/1")).noneMatch(this::can);
    assertThat(acl.can("docs/1", "bob", at(0))).isFalse();
    acl.grant("*", ALICE, at(0));
    assertThat(List.of("docs", "other/docs/1", "*")).allMatch(this::can);
  }

  @Test
  void a_wildcard_opens_what_is_granted_below_it_later_and_ends_when_it_ends() {
    acl.grant("docs/*", ALICE.endingAt(at(100)), at(0));
    assertThat(acl.can("docs/new", "alice", at(99))).isTrue();
    assertThat(acl.can("docs/new", "alice", at(100))).isFalse();
  }

  @Test
  void why_names_each_grant_that_gives_access_and_where_it_was_made() {
    var once = ALICE.endingAt(at(100));
    acl.grant("docs/hr/1", once, at(0));
    acl.grant("docs/*", ALICE, at(0));
    acl.grant("docs/hr/2", ALICE, at(0));
    assertThat(acl.why("docs/hr/1", "alice", at(99)).byName())
        .isEqualTo(Map.of("docs/hr/1", once, "docs/*", ALICE));
    assertThat(acl.why("docs/hr/1", "alice", at(100))).isEqualTo(grants("docs/*"));
    assertThat(acl.why("docs/hr/1", "bob", at(0))).isEqualTo(Grants.NONE);
  }

  @Test
  void a_revocation_takes_what_was_granted_there_and_tells_what_still_gives_access() {
    acl.grant("docs/1", ALICE, at(0));
    acl.grant("docs/*", ALICE, at(0));
    acl.grant("*", ALICE, at(0));
    assertThat(acl.revoke("docs/1", NO_LONGER, at(1))).isEqualTo(
        new StillAllowed(Optional.of(new Changed(List.of(NO_LONGER), 2)), grants("*", "docs/*")));
    assertThat(can("docs/1")).isTrue();
    assertThat(acl.revoke("docs/1", NO_LONGER, at(1))).isEqualTo(
        new StillAllowed(Optional.empty(), grants("*", "docs/*")));
    acl.revoke("*", NO_LONGER, at(1));
    assertThat(acl.revoke("docs/*", NO_LONGER, at(1))).isEqualTo(new Changed(List.of(NO_LONGER), 2));
    assertThat(can("docs/1")).isFalse();
    assertThat(acl.revoke("docs/1", NO_LONGER, at(1))).isEqualTo(new Unchanged());
  }

  @Test
  void a_revocation_of_a_wildcard_tells_what_is_still_granted_below_it() {
    acl.grant("docs/*", ALICE, at(0));
    acl.grant("docs/hr/*", ALICE, at(0));
    acl.grant("docs/1", ALICE, at(0));
    acl.grant("docs/2", ALICE.endingAt(at(1)), at(0));
    acl.grant("other", ALICE, at(0));
    assertThat(acl.revoke("docs/*", NO_LONGER, at(1))).isEqualTo(
        new StillAllowed(Optional.of(new Changed(List.of(NO_LONGER), 2)), grants("docs/1", "docs/hr/*")));
    assertThat(can("docs/1")).isTrue();
    assertThat(can("docs/3")).isFalse();
  }

  @Test
  void who_could_access_a_resource_includes_those_with_a_wildcard_above_it() {
    var bob = new Granted("bob", "hr", "audits");
    acl.grant("docs/hr/1", ALICE, at(100));
    acl.grant("docs/*", ALICE, at(200));
    acl.grant("*", bob, at(200));
    acl.revoke("docs/hr/1", NO_LONGER, at(300));
    acl.grant("docs/x/*", new Granted("carol", "hr", "elsewhere"), at(100));
    assertThat(acl.whoCould("docs/hr/1", at(199))).isEqualTo(Map.of("alice", grants("docs/hr/1")));
    assertThat(acl.whoCould("docs/hr/1", at(200)))
        .containsEntry("alice", grants("docs/hr/1", "docs/*"))
        .containsEntry("bob", Grants.NONE.with("*", bob))
        .hasSize(2);
    assertThat(acl.whoCould("docs/hr/1", at(300))).containsEntry("alice", grants("docs/*")).hasSize(2);
  }

  @Test
  void what_one_could_access_names_wildcards_as_they_were_granted() {
    acl.grant("docs/*", ALICE, at(100));
    acl.grant("salaries", ALICE, at(200));
    acl.grant("salaries", new Granted("bob", "hr", "pays them"), at(200));
    acl.revoke("docs/*", NO_LONGER, at(300));
    assertThat(acl.whatCould("alice", at(99))).isEqualTo(Grants.NONE);
    assertThat(acl.whatCould("alice", at(299))).isEqualTo(grants("docs/*", "salaries"));
    assertThat(acl.whatCould("alice", at(300))).isEqualTo(grants("salaries"));
    assertThat(acl.whatCould("nobody", at(300))).isEqualTo(Grants.NONE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"docs/*.pdf", "docs/*/x", "**", "docs*", "docs/**"})
  void what_looks_like_another_pattern_is_refused_and_nothing_is_written(String resource) {
    assertThatIllegalArgumentException().isThrownBy(() -> acl.grant(resource, ALICE, at(0)))
        .withMessageContaining("\"" + resource + "\"");
    assertThat(store.catalog().count()).isZero();
    assertThat(can(resource)).isFalse();
    assertThat(acl.revoke(resource, NO_LONGER, at(0))).isInstanceOf(Unchanged.class);
  }

  @Test
  void a_caller_who_has_seen_an_older_state_is_told_so_whatever_still_gives_access() {
    acl.grant("docs/1", ALICE, at(0));
    acl.grant("*", ALICE, at(0));
    assertThat(acl.ifAt(OptionalLong.of(0)).revoke("docs/1", NO_LONGER, at(0)))
        .isEqualTo(new GrantOutcome.Stale(0, 1));
  }
}
