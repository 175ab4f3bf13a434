package dev.persist.conformance;

import static dev.persist.conformance.DecidedAssert.assertDecided;
import static org.assertj.core.api.Assertions.assertThat;

import dev.persist.CommitId;
import dev.persist.decide.Decided;
import dev.persist.decide.Decider;
import dev.persist.decide.Verdict;
import dev.persist.view.Projection.State;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Commands that wait for each other (rule D5). */
@Rule("D5")
abstract class TurnRules extends TurnSuite {
  TurnRules(ConformanceKit kit) {
    super(kit);
  }

  @Test
  @Rule("D13")
  void those_who_wait_are_each_decided_once_on_what_the_one_before_makes_and_are_sent_together() throws Exception {
    var callers = IntStream.range(0, 64).mapToObj(i -> says("c" + i)).toList();
    first.countDown();
    for (var i = 0; i < 64; i++) {
      var now = assertDecided(callers.get(i).get()).now();
      assertThat(now.result().split(" ")).hasSize(Math.max(1, i));
      assertThat(now.events()).isEqualTo(log().readBetween("s", i + 1, i + 1).toList());
      assertThat(now.after()).isEqualTo(new State<>(said().subList(0, i + 1), i + 1));
    }
    assertThat(sent).extracting(List::size).containsExactly(1, 63);
    assertThat(folded).as("each once, in the order they came")
        .isEqualTo(said())
        .isEqualTo(IntStream.range(0, 64).mapToObj(i -> "c" + i).toList());
  }

  @Test
  void those_on_other_streams_do_not_wait() throws Exception {
    var ann = says("ann");
    decider.on("t").decide(AT, said -> Verdict.of("", new Speech.Said("bob")));
    first.countDown();
    assertThat(result(ann)).isEmpty();
    assertThat(log().lastSeq("t")).isEqualTo(1);
  }

  @Test
  void what_another_process_writes_meanwhile_has_all_of_them_decided_again_on_it() throws Exception {
    var overtaking = new AtomicInteger();
    var callers = new ArrayList<>(List.of(says("ann")));
    beforeEach = () -> {
      if (overtaking.incrementAndGet() == 2) {
        log().append("s", "said", AT, Map.of("by", "other"));
      }
    };
    callers.addAll(List.of(says("bob"), says("cem"), decides(said -> Verdict.of(String.join(" ", said)))));
    first.countDown();
    for (var caller : callers) {
      assertThat(caller.get()).isInstanceOf(Decided.Now.class);
    }
    assertThat(said()).startsWith("ann", "other").containsExactlyInAnyOrder("ann", "other", "bob", "cem");
    assertThat(result(callers.getLast())).as("of one that changes nothing").startsWith("ann other");
  }

  @Test
  void many_processes_and_callers_lose_nothing_and_do_nothing_twice() throws Exception {
    first.countDown();
    var deciders = List.of(decider, new Decider<>(store, TYPES, List.<String>of(), this::evolve));
    Race.of(40, racer -> {
      for (var i = 0; i < 5; i++) {
        var what = racer + "/" + i;
        var id = CommitId.of("s", what, json(what));
        var command = deciders.get(racer % 2).on("s").once(id);
        assertThat(command.decide(AT, said -> Verdict.of("", new Speech.Said(what)))).isInstanceOf(Decided.Now.class);
      }
      return racer;
    });
    assertThat(said()).doesNotHaveDuplicates().hasSize(200);
  }

  @Test
  void twins_that_wait_take_effect_once_and_those_behind_them_too() throws Exception {
    var callers = List.of(says("ann"), twin(), twin(), twin(), says("cem"));
    first.countDown();
    assertThat(callers.get(1).get()).isInstanceOf(Decided.Now.class);
    assertThat(callers.get(2).get()).isEqualTo(callers.get(3).get())
        .isEqualTo(new Decided.Before<>(log().readBetween("s", 2, 2).toList()));
    assertThat(result(callers.get(4))).isEqualTo("ann bob");
    assertThat(said()).containsExactly("ann", "bob", "cem");
  }

  private Caller<Decided<List<String>, String>> twin() {
    return waiting(() -> decider.on("s")
        .once(CommitId.of("s", "k", json("bob")))
        .decide(AT, said -> Verdict.of("", new Speech.Said("bob"))));
  }

  @Test
  void a_retry_that_changes_nothing_after_its_twin_is_known_by_its_id() throws Exception {
    says("ann");
    twin();
    var retry = waiting(() -> decider.on("s")
        .once(CommitId.of("s", "k", json("bob")))
        .decide(AT, said -> Verdict.of("there is " + said)));
    first.countDown();
    assertThat(retry.get()).isInstanceOf(Decided.Before.class);
  }

  @Test
  void a_caller_who_has_seen_what_those_before_it_make_is_not_stale_and_another_is() throws Exception {
    says("ann");
    says("bob");
    var callers = List.of(saysAt(2, "cem"), saysAt(2, "dan"));
    first.countDown();
    assertThat(result(callers.getFirst())).isEqualTo("ann bob");
    assertThat(callers.getLast().get()).isEqualTo(new Decided.Stale<>(2, 3));
    assertThat(said()).containsExactly("ann", "bob", "cem");
  }

  private Caller<Decided<List<String>, String>> saysAt(long seq, String who) {
    return waiting(() -> decider.on("s")
        .ifAt(OptionalLong.of(seq))
        .decide(AT, said -> Verdict.of(String.join(" ", said), new Speech.Said(who))));
  }

  @Test
  void a_link_into_the_stream_itself_is_in_the_state_of_those_behind() throws Exception {
    log().append("t", "said", AT, Map.of("by", "linked"));
    var linked = log().read("t").findFirst().orElseThrow();
    says("ann");
    decides(said -> Verdict.<Speech, String>of("").also(commit -> commit.link("s", linked)));
    var after = says("cem");
    first.countDown();
    assertThat(result(after)).isEqualTo("ann linked");
    assertThat(sent).extracting(List::size).as("what it links to has to be read").containsExactly(1, 1, 1);
  }

  @Test
  void a_decision_that_waits_for_another_stream_while_that_waits_for_it_comes_to_an_end() throws Exception {
    first.countDown();
    var both = new CountDownLatch(2);
    var decided = Race.of(2, racer -> decider.on("s" + racer).decide(AT, said -> {
      both.countDown();
      uninterrupted(both);
      decider.on("s" + (1 - racer)).decide(AT, other -> Verdict.of("read"));
      return Verdict.of("", new Speech.Said("r" + racer));
    }));
    assertThat(decided).hasOnlyElementsOfType(Decided.Now.class);
  }

  @Test
  void a_decision_within_a_decision_leaves_what_others_expect_as_it_is() throws Exception {
    var callers = List.of(says("ann"), says("bob"));
    var once = new AtomicInteger();
    var cem = decides(said -> {
      if (once.incrementAndGet() == 1) {
        decider.on("s").decide(AT, now -> Verdict.of("", new Speech.Said("nested")));
      }
      return Verdict.of(String.join(" ", said), new Speech.Said("cem"));
    });
    first.countDown();
    assertThat(result(cem)).isEqualTo(String.join(" ", said().subList(0, said().indexOf("cem"))));
    for (var caller : callers) {
      caller.get();
    }
    says("dan").get();
    assertThat(said()).containsExactlyInAnyOrder("ann", "bob", "nested", "cem", "dan");
    assertThat(decider.state("s").value()).isEqualTo(said());
  }

  @Test
  void one_who_waits_in_a_pool_is_given_nothing_else_to_do() throws Exception {
    first.countDown();
    var depth = ThreadLocal.withInitial(AtomicInteger::new);
    var deepest = new AtomicInteger();
    try (var pool = new ForkJoinPool(2)) {
      pool.submit(() -> {
        for (var i = 0; i < 200; i++) {
          pool.execute(() -> {
            deepest.accumulateAndGet(depth.get().incrementAndGet(), Math::max);
            decider.on("s").decide(AT, said -> Verdict.of("", new Speech.Said("x")));
            depth.get().decrementAndGet();
          });
        }
      }).get();
    }
    assertThat(log().lastSeq("s")).isEqualTo(200);
    assertThat(deepest).hasValue(1);
  }

  @Test
  void what_was_not_tried_costs_no_attempt_and_is_decided_on_what_came_before_it() throws Exception {
    decider = decider.retrying(1, attempt -> Duration.ZERO);
    says("ann");
    var callers = List.of(says("bob"), says("cem"));
    tried = commits -> commits.subList(0, 1);
    first.countDown();
    assertThat(result(callers.getFirst())).isEqualTo("ann");
    assertThat(result(callers.getLast())).isEqualTo("ann bob");
    assertThat(sent).extracting(List::size).containsExactly(1, 2, 1);
  }

  @Test
  void an_event_of_another_stream_is_not_in_the_state() throws Exception {
    says("ann");
    decides(said -> Verdict.of("", new Speech.Said("bob"))
        .also(commit -> commit.append("other", TYPES.write(new Speech.Said("else"), AT))));
    var after = says("cem");
    first.countDown();
    assertThat(result(after)).isEqualTo("ann bob");
    assertThat(sent).extracting(List::size).containsExactly(1, 2);
  }

  @Test
  void a_chain_ends_before_it_is_too_long() throws Exception {
    var large = "x".repeat(400_000);
    var callers = IntStream.range(0, 8).mapToObj(i -> says(i + large)).toList();
    first.countDown();
    for (var caller : callers) {
      assertThat(caller.get()).isInstanceOf(Decided.Now.class);
    }
    assertThat(sent).extracting(List::size).containsExactly(1, 3, 3, 1);
  }
}
