package dev.persist.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.persist.Codec;
import dev.persist.Commit;
import dev.persist.CommitResult;
import dev.persist.Op;
import dev.persist.Persist;
import dev.persist.StoreException;
import dev.persist.decide.TagRuleException;
import dev.persist.decide.Tagging;
import dev.persist.memory.MemoryBlobStore;
import dev.persist.view.Lagging;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** How the events there are get the tags of a new rule: each once, in order, whoever appends meanwhile (rule D4). */
@Rule("D4")
abstract class RetagRules extends AccountSuite {
  RetagRules(ConformanceKit kit) {
    super(kit);
  }

  @Test
  void events_are_tagged_a_few_at_a_time_and_the_rule_before_serves_meanwhile() {
    openMany(1, 0, 20);
    assertThat(accounts(2).retag(8)).isEqualTo(new Tagging.Behind(8, 20));
    restart();
    openMany(1, 20, 30);
    assertThat(accounts(2).retag(8)).isEqualTo(new Tagging.Behind(16, 30));
    assertThat(accounts(2).retag(100)).isEqualTo(new Tagging.Done()).isEqualTo(accounts(2).retag(100));
    requireAllTagged();
    assertThat(open(2, "new", "m3")).isEqualTo("taken");
  }

  @Test
  void of_more_links_than_one_commit_takes_each_is_made() {
    var many = store.boundary("accounts", 1, TYPES, opened -> Set.of("user:" + opened.user()));
    IntStream.range(0, 10)
        .forEach(i -> store.commit(
            many.append(Commit.builder(), new Opened("u" + i, "m"), AT).build()));
    var tags = IntStream.range(0, 900).mapToObj(i -> "t" + i).collect(Collectors.toSet());
    var wide = store.boundary("accounts", 2, TYPES, opened -> tags);
    tagAll(wide, 100);
    assertThat(log().timeline(wide.stream("t7")).read()).hasSize(10);
  }

  @Test
  void a_retag_that_is_cut_off_anywhere_goes_on_where_it_was() {
    for (var loss : LossyBackend.Loss.values()) {
      for (var heard = 0; heard < 8; heard++) {
        startOver();
        openMany(1, 0, 7);
        var cut = accounts(Persist.over(new LossyBackend(backend, loss, heard)), 2);
        try {
          tagAll(cut, 2);
        } catch (StoreException.UnknownOutcome e) {
          assertThat(e).hasMessageContaining("cut");
        }
        restart();
        tagAll(accounts(2), 2);
        requireAllTagged();
        assertThat(open(2, "new", "m3")).isEqualTo("taken");
        assertThat(compactable()).as("%s after %s", loss, heard).isEmpty();
      }
    }
  }

  @Test
  @Rule("P3")
  void a_version_that_was_given_up_holds_no_compaction_back_once_another_is_in_use() {
    openMany(1, 0, 6);
    accounts(2).retag(2);
    tagAll(store.boundary("accounts", 3, TYPES, opened -> Set.of("user:" + opened.user())), 100);
    assertThat(compactable()).isEmpty();
  }

  @Test
  @Rule("D10")
  void builders_and_appenders_that_race_tag_each_event_once() throws Exception {
    openMany(1, 0, 40);
    var refused = new AtomicInteger();
    Race.of(6, racer -> {
      if (racer < 2) {
        tagAll(accounts(2), 7);
        return "tagged";
      }
      for (var i = 0; i < 30; i++) {
        try {
          open(1, "r" + racer + "/" + i, "m" + i % 7);
        } catch (TagRuleException e) {
          refused.incrementAndGet();
        }
      }
      return "appended";
    });
    requireAllTagged();
    assertThat(log().lastSeq("accounts")).isEqualTo(40 + 4 * 30 - refused.get());
    assertThat(accounts(2).retag(1)).isEqualTo(new Tagging.Done());
  }

  @Test
  void a_builder_that_another_overtakes_tags_nothing_twice() {
    for (var all : List.of(false, true)) {
      startOver();
      openMany(1, 0, 20);
      var overtaken = new AtomicInteger();
      var slow = accounts(Persist.over(new DelegatingBackend(backend) {
        @Override
        public CommitResult commit(Commit commit) {
          if (commit.ops().stream().anyMatch(op -> op instanceof Op.LinkTo) && overtaken.getAndIncrement() == 1) {
            accounts(2).retag(all ? 100 : 4);
          }
          return super.commit(commit);
        }
      }), 2);
      tagAll(slow, 6);
      requireAllTagged();
      assertThat(compactable()).isEmpty();
    }
  }

  @Test
  void an_appender_that_never_rests_does_not_keep_the_new_rule_out() {
    openMany(1, 0, 5);
    var appends = new AtomicInteger();
    var racing = new DelegatingBackend(backend) {
      @Override
      public CommitResult commit(Commit commit) {
        if (appends.getAndIncrement() < 1_000) {
          try {
            open(1, "again" + appends, "m0");
          } catch (TagRuleException e) {
            if (appends.get() < 10) { // past the boundary, which nothing keeps out
              log().append("accounts", List.of(TYPES.write(new Opened("past" + appends, "m1"), AT)));
            }
          }
        }
        return super.commit(commit);
      }
    };
    tagAll(accounts(Persist.over(racing), 2), 100);
    assertThat(appends).hasValueLessThan(20);
    requireAllTagged();
  }

  @Test
  void compaction_leaves_what_is_not_tagged_yet_and_events_that_are_gone_are_named() {
    openMany(1, 0, 9);
    accounts(2).retag(4);
    assertThat(counts("count").compact("accounts").heldBackBy())
        .containsExactly(new Lagging("tag rule version 2", 4));
    tagAll(accounts(2), 4);
    assertThat(tagged("mail:m5")).containsExactly(6L);
    counts("count").compact("accounts");
    assertThat(log().count("accounts")).isZero();
    assertThatIllegalStateException().isThrownBy(() -> tagAll(accounts(3), 4))
        .withMessageContaining("events 1 to 4 of stream \"accounts\"")
        .withMessageContaining("archive");
    assertThat(open(2, "new", "other")).isEqualTo("opened");
  }

  @Test
  void events_that_were_archived_are_tagged() {
    openMany(1, 0, 9);
    var archiving = store.archivingTo(new MemoryBlobStore());
    archiving.snapshots("count", 1, COUNT, Codec.of(Integer.class)).compact("accounts");
    tagAll(accounts(archiving, 2), 4);
    assertThat(open(accounts(archiving, 2), Set.of("mail:m3"), "new", "m3")).isEqualTo("taken");
  }
}
