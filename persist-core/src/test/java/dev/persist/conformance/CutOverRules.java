package dev.persist.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.persist.Event;
import dev.persist.migrate.CutOver;
import dev.persist.migrate.Difference;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** When the new version takes over, and how it goes back. */
abstract class CutOverRules extends MigrationSuite {
  CutOverRules(ConformanceKit kit) {
    super(kit);
  }

  @Rule("M3")
  @Test
  void a_cut_over_is_refused_while_there_are_differences_and_the_old_one_goes_on_serving() {
    var both = new Both(planted());
    both.add("b", 1);
    assertThat(both.run.cutOver())
        .isEqualTo(new CutOver.Differing(List.of(new Difference("Add[name=b, amount=1]", "1", "2"))));
    assertThat(both.run.oldServes()).isTrue();
    assertThat(both.read("b")).isEqualTo(1);
    both.run.clear();
    assertThat(both.run.differences()).isEmpty();
    assertThat(both.run.cutOver()).isEqualTo(new CutOver.Done());
  }

  @Rule({"M7", "M8"})
  @Test
  void after_a_cut_over_the_candidate_serves_and_the_old_one_follows_until_a_roll_back() throws Exception {
    var both = new Both(new InMemory());
    both.add("a", 1);
    assertThat(both.run.cutOver()).isEqualTo(new CutOver.Done());
    assertThat(both.run.cutOver()).isEqualTo(new CutOver.Done());
    assertThat(both.run.oldServes()).isFalse();
    Race.of(1, elsewhere -> both.add("a", 1));
    assertThat(both.old.counts).isEqualTo(Map.of("a", 2));
    both.candidate.counts.put("a", 10);
    assertThat(both.read("a")).isEqualTo(10);
    assertThat(both.run.differences()).containsExactly(new Difference("Read[name=a]", "2", "10"));
    both.run.rollBack();
    both.run.rollBack();
    assertThat(both.run.oldServes()).isTrue();
    assertThat(both.read("a")).isEqualTo(2);
    assertThat(log().read("migration/counters").map(Event::type))
        .containsExactly("cut-over", "differed", "rolled-back");
  }

  @Rule("M9")
  @Test
  void who_serves_holds_through_a_restart_and_for_every_process() {
    var both = new Both(new InMemory());
    var elsewhere = new Both(new InMemory());
    both.run.cutOver();
    assertThat(elsewhere.run.oldServes()).isFalse();
    elsewhere.run.rollBack();
    assertThat(both.run.oldServes()).isTrue();
    both.run.cutOver();
    restart();
    assertThat(new Both(new InMemory()).run.oldServes()).isFalse();
  }
}
