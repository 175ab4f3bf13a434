package dev.persist.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.persist.Commit;
import dev.persist.CommitResult;
import dev.persist.Event;
import dev.persist.Json;
import dev.persist.Op;
import dev.persist.Persist;
import dev.persist.StoreException;
import dev.persist.decide.Boundary;
import dev.persist.decide.TagRuleException;
import dev.persist.decide.Tagging;
import dev.persist.decide.Verdict;
import dev.persist.internal.Pages;
import dev.persist.log.EventTypes;
import dev.persist.view.Projection.State;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** A boundary whose tag rule changed: it is refused until the events there are carry the new tags (rule D4). */
@Rule("D4")
abstract class TagRuleRules extends AccountSuite {
  TagRuleRules(ConformanceKit kit) {
    super(kit);
  }

  @Test
  void a_second_account_does_not_get_the_mail_address_of_one_from_before_the_rule() {
    open(1, "ann", "a@example.org");
    assertThatExceptionOfType(TagRuleException.class).isThrownBy(() -> open(2, "bob", "a@example.org"))
        .withMessageContaining("tagged by version 1")
        .withMessageContaining("retag on a boundary of version 2")
        .satisfies(refused -> assertThat(List.of(refused.version(), refused.inUse())).containsExactly(2, 1));
    assertThat(accounts(2).retag(10)).isEqualTo(new Tagging.Done());
    restart();
    assertThat(open(2, "bob", "a@example.org")).isEqualTo("taken");
    assertThat(open(2, "bob", "b@example.org")).isEqualTo("opened");
  }

  @Test
  @Rule("D10")
  void nothing_is_read_or_written_under_a_rule_that_is_not_in_use() {
    open(1, "ann", "a");
    var other = accounts(2);
    for (var use : List.<Runnable>of(
        () -> other.see(Set.of("mail:a"), NONE, AccountSuite::with),
        () -> other.asOf(Set.of("mail:a"), AT, NONE, AccountSuite::with),
        () -> other.append(Commit.builder(), new Opened("bob", "a"), AT),
        () -> other.on(Set.of("mail:a"), NONE, AccountSuite::with).decide(AT, mails -> Verdict.of("nothing")))) {
      assertThatExceptionOfType(TagRuleException.class).isThrownBy(use::run);
    }
    assertThat(log().lastSeq("accounts")).isEqualTo(1);
    assertThat(open(1, "ann", "a")).isEqualTo("taken");
  }

  @Test
  @Rule("D11")
  void the_release_before_is_refused_once_the_new_rule_is_in_use_also_in_the_middle_of_a_decision() {
    open(1, "ann", "a");
    var seen = accounts(1).see(Set.of("user:bob"), NONE, AccountSuite::with);
    var built = accounts(1).append(Commit.builder().guards(seen.unchanged()), new Opened("bob", "a"), AT).build();
    assertThatExceptionOfType(TagRuleException.class).isThrownBy(
        () -> accounts(1).on(Set.of("user:bob"), NONE, AccountSuite::with).decide(AT, mails -> {
          tagAll(accounts(2), 10);
          return Verdict.of("opened", new Opened("bob", "a"));
        }));
    assertThat(store.commit(built)).isInstanceOf(CommitResult.Conflict.class);
    assertThatExceptionOfType(TagRuleException.class).isThrownBy(
        () -> accounts(1).on(Set.of("user:ann"), NONE, AccountSuite::with).decide(AT, mails -> Verdict.of("nothing")));
    assertThatIllegalArgumentException().as("what another rule saw")
        .isThrownBy(() -> accounts(2).see(seen, AccountSuite::with));
    assertThat(log().lastSeq("accounts")).isEqualTo(1);
  }

  @Test
  void events_that_were_appended_without_a_rule_are_seen_by_nobody_until_they_are_tagged() {
    log().append("accounts", List.of(TYPES.write(new Opened("ann", "a"), AT)));
    assertThatExceptionOfType(TagRuleException.class).isThrownBy(() -> open(2, "bob", "a"))
        .withMessageContaining("appended without one");
    tagAll(accounts(2), 1);
    assertThat(open(2, "bob", "a")).isEqualTo("taken");
  }

  @Test
  @Rule("D12")
  void a_function_that_was_changed_while_its_version_stayed_is_refused_until_it_has_another() {
    open(1, "ann", "a");
    Function<Opened, Set<String>> byMail = opened -> Set.of("user:" + opened.user(), "mail:" + opened.mail());
    var changed = store.boundary("accounts", 1, TYPES, byMail);
    for (var use : List.<Runnable>of(
        () -> changed.see(Set.of("mail:a"), NONE, AccountSuite::with),
        () -> changed.asOf(Set.of("mail:a"), AT, NONE, AccountSuite::with),
        () -> changed.append(Commit.builder(), new Opened("bob", "a"), AT),
        () -> open(changed.linking(Event.GLOBAL), Set.of("mail:a"), "bob", "a"))) {
      assertThatExceptionOfType(TagRuleException.class).isThrownBy(use::run)
          .withMessageContaining("gives event 1 of stream \"accounts\" the tag \"mail:a\"")
          .withMessageContaining("version of the tag rule is still 1")
          .satisfies(refused -> assertThat(List.of(refused.version(), refused.inUse())).containsExactly(1, 1));
    }
    assertThat(log().lastSeq("accounts")).isEqualTo(1);
    var next = store.boundary("accounts", 2, TYPES, byMail);
    tagAll(next, 10);
    assertThat(open(next, Set.of("mail:a"), "bob", "a")).isEqualTo("taken");
  }

  @Test
  void events_that_were_appended_without_their_boundary_have_no_tags_and_are_noticed_when_all_were() {
    log().append("accounts", List.of(TYPES.write(new Opened("ann", "a"), AT)));
    tagAll(accounts(1), 10);
    log().append("accounts", List.of(TYPES.write(new Opened("bob", "b"), AT)));
    assertThat(open(1, "bob", "b")).as("nobody sees the one before").isEqualTo("opened");
    log().truncate("accounts", 3);
    log().append("accounts", List.of(TYPES.write(new Opened("cem", "c"), AT)));
    assertThatExceptionOfType(TagRuleException.class).isThrownBy(() -> open(1, "cem", "c"))
        .withMessageContaining("event 4 of stream \"accounts\" the tag \"user:cem\"")
        .withMessageContaining("appended without the boundary");
  }

  @Test
  void the_latest_events_are_looked_at_once() {
    for (var i = 0; i < 2; i++) {
      log().append("accounts", Collections.nCopies(Pages.SIZE, TYPES.write(new Opened("ann", "a"), AT)));
    }
    tagAll(accounts(1), Pages.SIZE);
    var read = new AtomicInteger();
    var once = accounts(Persist.over(new DelegatingBackend(backend) {
      @Override
      public List<Event> read(String stream, long fromSeq, int limit) {
        var events = super.read(stream, fromSeq, limit);
        read.addAndGet(stream.equals("accounts") ? events.size() : 0);
        return events;
      }
    }), 1);
    for (var i = 0; i < 2; i++) {
      assertThat(once.see(Set.of("user:bob"), NONE, AccountSuite::with).state().value()).isEmpty();
      assertThat(read).hasValue(Pages.SIZE);
    }
  }

  @Test
  void an_event_that_is_linked_twice_into_the_stream_of_its_tag_has_that_tag() {
    for (var i = 0; i < 600; i++) {
      store.commit(accounts(1).append(Commit.builder(), new Opened("ann", "a"), AT)
          .link(accounts(1).stream("user:ann"))
          .build());
    }
    assertThat(open(1, "ann", "a")).isEqualTo("taken");
    assertThat(accounts(1).see(Set.of("user:ann"), 0, (count, opened) -> count + 1).state())
        .isEqualTo(new State<>(600, 600));
  }

  @Test
  void a_function_that_fits_is_taken_whatever_else_is_in_the_context() {
    open(1, "ann", "a");
    for (var i = 0; i < 250; i++) {
      store.commit(notes().append(Commit.builder(), new Noted(i), AT).build());
    }
    open(1, "bob", "b");
    for (var i = 250; i < 350; i++) {
      store.commit(notes().append(Commit.builder(), new Noted(i), AT).build());
    }
    log().append("accounts", "unknown", AT, "of no boundary");
    log().append("other", "unknown", AT, "elsewhere");
    assertThat(open(1, "bob", "b")).isEqualTo("taken");
    assertThat(notes().see(Set.of("notes"), 0, (count, noted) -> count + 1).state()).isEqualTo(new State<>(350, 352));
  }

  private Boundary<Noted> notes() {
    return store.boundary("accounts", 1, EventTypes.of(Noted.class), noted -> Set.of("notes"));
  }

  record Noted(int number) {}

  @Test
  void the_rule_before_comes_back_with_what_happened_since() {
    openMany(1, 0, 3);
    tagAll(accounts(2), 10);
    open(2, "ann", "a");
    assertThatExceptionOfType(TagRuleException.class).isThrownBy(() -> open(1, "ann", "b"));
    tagAll(accounts(1), 10);
    assertThat(open(1, "ann", "b")).isEqualTo("taken");
    openMany(1, 3, 9);
    tagAll(accounts(2), 4);
    requireAllTagged();
    assertThat(open(2, "new", "a")).isEqualTo("taken");
  }

  @Test
  void a_change_that_was_left_in_its_last_step_can_be_given_up() {
    open(1, "ann", "a");
    var cut = accounts(Persist.over(new LossyBackend(backend, LossyBackend.Loss.BEFORE_THE_COMMIT, 3)), 2);
    assertThatThrownBy(() -> cut.retag(10)).isInstanceOf(StoreException.UnknownOutcome.class);
    assertThatExceptionOfType(TagRuleException.class).isThrownBy(() -> open(1, "bob", "b"))
        .withMessageContaining("being tagged by version 2");
    assertThat(accounts(1).retag(10)).isEqualTo(new Tagging.Done());
    assertThat(open(1, "bob", "b")).isEqualTo("opened");
    tagAll(accounts(2), 10);
    assertThat(open(2, "cem", "b")).isEqualTo("taken");
  }

  @Test
  void the_rule_is_refused_to_callers_who_write_it_and_may_be_guarded() {
    open(1, "ann", "a");
    var guards = accounts(1).see(Set.of("user:ann"), NONE, AccountSuite::with).unchanged();
    assertThat(store.commit(Commit.builder().guards(guards).put("k", json(1)).build()))
        .isInstanceOf(CommitResult.Committed.class);
    var key = "$[\"accounts\",\"tag-rule\"]";
    for (var op : List.of(new Op.Put(key, Json.NULL), new Op.Delete(key))) {
      var commit = new Commit(Optional.empty(), List.of(), List.of(op));
      assertThatIllegalArgumentException().isThrownBy(() -> store.commit(commit));
    }
    assertThatIllegalArgumentException().isThrownBy(() -> accounts(0)).withMessageContaining("1 or more");
    assertThatIllegalArgumentException().isThrownBy(() -> accounts(2).retag(0)).withMessageContaining("1 or more");
  }

  @Test
  void of_those_who_use_an_empty_boundary_first_all_have_one_rule() throws Exception {
    var opened = Race.of(6, racer -> open(1, "u" + racer % 3, "m"));
    assertThat(opened).filteredOn("opened"::equals).hasSize(3);
    assertThatExceptionOfType(TagRuleException.class).isThrownBy(() -> open(2, "new", "m"));
  }
}
