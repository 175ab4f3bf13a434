package dev.persist.example.acl.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.persist.Json;
import dev.persist.conformance.Allocated;
import dev.persist.decide.Given;
import dev.persist.example.acl.domain.GrantEvent.Granted;
import dev.persist.example.acl.domain.GrantEvent.Revoked;
import java.time.Instant;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GrantsTest {
  private static final Granted ALICE = new Granted("alice", "hr", "works here");
  private static final Granted BOB = new Granted("bob", "hr", "works here");
  private static final Revoked NO_ALICE = new Revoked("alice", "hr", "left");

  private static Instant at(long second) {
    return Instant.ofEpochSecond(second);
  }

  private static Given<Grants, GrantEvent> given(GrantEvent... events) {
    return Given.seed(Grants.NONE, Grants::evolve).events(events);
  }

  private static Grants after(GrantEvent... events) {
    return given(events).state();
  }

  @Test
  void what_was_granted_and_not_revoked_is_there_in_name_order() {
    assertThat(after(BOB, ALICE).names()).containsExactly("alice", "bob");
    assertThat(after(BOB, ALICE, NO_ALICE).names()).containsExactly("bob");
    assertThat(after(NO_ALICE)).isEqualTo(Grants.NONE);
  }

  @Test
  void folding_an_event_leaves_the_grants_before_it_as_they_were() {
    var before = after(ALICE);
    before.evolve(BOB);
    before.evolve(NO_ALICE);
    assertThat(before).isEqualTo(after(ALICE));
  }

  @Test
  void a_grant_and_a_revocation_among_many_copy_nothing_of_the_others() {
    var few = many(100);
    var many = many(100_000);
    for (var event : List.of(ALICE, new Revoked("p00007", "hr", "left"))) {
      assertThat(Allocated.by(() -> many.evolve(event))).isLessThan(10 * Allocated.by(() -> few.evolve(event)));
    }
    assertThat(Allocated.by(() -> many.grant(List.of(ALICE), at(0))))
        .isLessThan(10 * Allocated.by(() -> few.grant(List.of(ALICE), at(0))));
    assertThat(Allocated.by(() -> many.revoke(NO_ALICE)))
        .isLessThan(10 * Allocated.by(() -> few.revoke(NO_ALICE)) + 100);
  }

  private static Grants many(int count) {
    return new Grants(new TreeMap<>(IntStream.range(0, count)
        .mapToObj("p%05d"::formatted)
        .collect(Collectors.toMap(name -> name, name -> new Granted(name, "hr", "works here")))));
  }

  @Test
  void grants_are_read_back_from_json() {
    var grants = after(BOB, ALICE.endingAt(at(9)));
    assertThat(Json.of(grants).as(Grants.class)).isEqualTo(grants);
  }

  @Test
  void a_grant_is_decided_for_each_who_has_none() {
    given(ALICE).when(grants -> grants.grant(List.of(ALICE, BOB), at(0))).thenHappens(BOB);
    given().when(grants -> grants.grant(List.of(BOB, BOB), at(0))).thenHappens(BOB);
    given(ALICE, NO_ALICE).when(grants -> grants.grant(List.of(ALICE), at(0))).thenHappens(ALICE);
    var again = new Granted("alice", "bob", "another reason");
    given(ALICE).when(grants -> grants.grant(List.of(again), at(0))).thenHappens();
  }

  @ParameterizedTest
  @CsvSource({"200, 300, true", "200, 200, false", "200, 150, false", "200, , true", ", 300, false", ", , false"})
  void a_grant_changes_something_when_it_outlasts_the_one_there_is(Long has, Long asked, boolean changes) {
    var before = has == null ? ALICE : ALICE.endingAt(at(has));
    var now = asked == null ? ALICE : ALICE.endingAt(at(asked));
    var when = given(before).when(grants -> grants.grant(List.of(now), at(100)));
    assertThat(when.verdict().events()).isEqualTo(changes ? List.of(now) : List.of());
  }

  @Test
  void a_grant_that_has_ended_gives_nothing_is_granted_anew_and_can_still_be_revoked() {
    var ended = given(ALICE.endingAt(at(100)));
    assertThat(ended.state().at(at(99)).names()).containsExactly("alice");
    assertThat(ended.state().at(at(100)).names()).isEmpty();
    var anew = ALICE.endingAt(at(200));
    ended.when(grants -> grants.grant(List.of(anew), at(100))).thenHappens(anew);
    ended.when(grants -> grants.revoke(NO_ALICE)).thenHappens(NO_ALICE);
  }

  @Test
  void a_grant_that_is_over_before_it_begins_is_refused() {
    var over = ALICE.endingAt(at(100));
    given().when(grants -> grants.grant(List.of(over), at(99))).thenHappens(over);
    assertThatIllegalArgumentException().isThrownBy(() -> Grants.NONE.grant(List.of(BOB, over), at(100)))
        .withMessageContaining("alice")
        .withMessageContaining(at(100).toString());
  }

  @Test
  void a_revocation_is_decided_for_one_who_has_a_grant() {
    given(ALICE).when(grants -> grants.revoke(NO_ALICE)).thenHappens(NO_ALICE);
    given(BOB).when(grants -> grants.revoke(NO_ALICE)).thenHappens();
  }

  @ParameterizedTest
  @CsvSource({"'', hr, because", "alice, ' ', because", "alice, hr, ' '"})
  void who_leaves_out_whose_access_who_decides_or_why_is_refused(String principal, String by, String why) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Grants.NONE.grant(List.of(new Granted(principal, by, why)), at(0)));
    assertThatIllegalArgumentException().isThrownBy(() -> Grants.NONE.revoke(new Revoked(principal, by, why)));
  }
}
