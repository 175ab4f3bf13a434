package dev.persist.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.persist.Commit;
import dev.persist.CommitId;
import dev.persist.Event;
import dev.persist.Json;
import dev.persist.NewEvent;
import dev.persist.Persist;
import dev.persist.decide.Decider;
import dev.persist.decide.Verdict;
import dev.persist.feed.Subscription.EachEvent;
import dev.persist.log.EventTypes;
import dev.persist.memory.MemoryBackend;
import dev.persist.spi.Observer.Work;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** An observer is told what a store does (rule L24). */
class ObserverTest {
  private static final Instant AT = Instant.EPOCH;
  private static final InstantSource CLOCK = InstantSource.fixed(AT);
  private static final Verdict<Counted, String> ONE = Verdict.of("one more", new Counted());

  private final Told told = new Told();
  private final Persist plain = Persist.over(new MemoryBackend());
  private final Persist store = plain.observedBy(told);

  record Counted() {}

  private static Decider<Integer, Counted> decider(Persist store) {
    return new Decider<>(store, EventTypes.of(Counted.class), 0, (count, event) -> count + 1);
  }

  @Test
  void the_example_is_told_what_it_says() {
    var told = new ArrayList<String>();
    var store = plain;
    var observed = store.observedBy(work -> new Observer.Watch() {
      @Override
      public void again() {
        told.add("another commit came first");
      }

      @Override
      public void ended(List<String> outcomes) {
        told.add(work.getClass().getSimpleName() + " " + outcomes); // such as Deciding [now]
      }

      @Override
      public void failed(Throwable fault) {
        told.add(work.getClass().getSimpleName() + " failed: " + fault);
      }
    });
    observed.kv().put("key", Json.of(1));
    decider(observed).on("s").decide(AT, count -> ONE);
    assertThat(told).containsExactly("Committing [committed]", "Committing [committed]", "Deciding [now]");
  }

  @Test
  void a_decision_is_observed_around_its_commit_by_each_outcome() {
    var decider = decider(store);
    decider.on("s").decide(AT, count -> ONE);
    assertThat(told.lines).containsExactly("Deciding", "Committing", "Committing [committed]", "Deciding [now]");
    told.lines.clear();

    var id = CommitId.of("s", "key", Json.of("asked"));
    decider.on("s").once(id).decide(AT, count -> ONE);
    decider.on("s").once(id).decide(AT, count -> ONE);
    decider.on("s").once(CommitId.of("s", "key", Json.of("other"))).decide(AT, count -> ONE);
    decider.on("s").ifAt(OptionalLong.of(1)).decide(AT, count -> ONE);
    assertThat(told.lines.stream().filter(line -> line.startsWith("Deciding ")))
        .containsExactly("Deciding [now]", "Deciding [before]", "Deciding [reused]", "Deciding [stale]");
  }

  @Test
  void a_decision_that_is_made_again_says_so_and_one_that_gives_up_says_that() {
    var decider = decider(store).retrying(3, attempts -> Duration.ZERO);
    decider.on("s").decide(AT, count -> {
      plain.log().append("s", "counted", AT, Map.of());
      return ONE;
    });
    assertThat(told.lines.stream().filter(line -> line.startsWith("Deciding")))
        .containsExactly("Deciding", "Deciding again", "Deciding again", "Deciding [contended]");
  }

  @Test
  void a_decision_on_tags_says_which_and_one_that_throws_fails() {
    var works = new ArrayList<Work>();
    var boundary = plain.observedBy(work -> {
      works.add(work);
      return told.begin(work);
    }).boundary("context", 1, EventTypes.of(Counted.class), event -> Set.of("a"));
    assertThatIllegalStateException()
        .isThrownBy(() -> boundary.on(Set.of("a"), 0, (count, event) -> count).decide(AT, count -> {
          throw new IllegalStateException();
        }));
    assertThat(works.stream().filter(Work.Deciding.class::isInstance))
        .containsExactly(new Work.Deciding(List.of(boundary.stream("a"))));
    assertThat(told.lines).startsWith("Deciding").endsWith("Deciding failed: IllegalStateException");
  }

  @Test
  void events_that_are_handled_are_observed_around_their_commit_by_each_outcome() throws Exception {
    handle((event, commit) -> commit.put("last", Json.of(event.seq())));
    assertThat(told.lines).containsSubsequence("Handling", "Committing", "Committing [committed]",
        "Handling [handled]");
    told.lines.clear();

    handle((event, commit) -> commit.keyAbsent("last"));
    assertThat(told.lines.stream().filter(line -> line.startsWith("Handling"))).hasSize(101)
        .startsWith("Handling", "Handling again")
        .endsWith("Handling again", "Handling [contended]");
    plain.subscription("reader", "s").skip();
    told.lines.clear();

    handle((event, commit) -> plain.subscription("reader", "s").pause());
    assertThat(told.lines).contains("Handling [lost]");
    plain.subscription("reader", "s").resume();
    told.lines.clear();

    handle((event, commit) -> {
      throw new IllegalStateException();
    });
    assertThat(told.lines).contains("Handling failed: IllegalStateException");
  }

  /** Appends an event, and has it handled, with those that are left. */
  private void handle(EachEvent handler) throws Exception {
    plain.log().append("s", "x", AT, Map.of());
    try (var runner = store.subscription("reader", "s").each(CLOCK, handler)) {
      runner.catchUp();
    }
  }

  @Test
  void handling_names_the_subscription_the_stream_and_the_events() throws Exception {
    var works = new ArrayList<Work>();
    plain.commit(Commit.builder().append("s", NewEvent.of("x", AT, 1)).link("links").build());
    var observed = plain.observedBy(work -> {
      works.add(work);
      return Observer.Watch.NONE;
    });
    try (var runner = observed.subscription("reader", "links").each(CLOCK, (event, commit) -> {})) {
      runner.catchUp();
    }
    var event = plain.log().read("s").toList();
    assertThat(works.stream().filter(Work.Handling.class::isInstance).map(Work.Handling.class::cast))
        .singleElement()
        .satisfies(handling -> {
          assertThat(handling.subscription()).isEqualTo("reader");
          assertThat(handling.stream()).isEqualTo("links");
          assertThat(handling.events()).extracting(Event::seq).containsExactly(event.getFirst().seq());
        });
  }

  @Test
  void of_two_observers_the_second_is_told_within_the_first() {
    var lines = new ArrayList<String>();
    plain.observedBy(naming("outer", lines)).observedBy(naming("inner", lines)).kv().put("k", Json.of(1));
    assertThat(lines.stream().sorted()).containsExactly("inner", "outer");
    lines.clear();

    var both = naming("outer", lines).and(naming("inner", lines));
    var watch = both.begin(new Work.Deciding(List.of()));
    watch.again();
    watch.ended(List.of());
    assertThat(lines).containsExactly("inner again", "outer again", "inner", "outer");
    both.begin(new Work.Deciding(List.of())).failed(new IllegalStateException());
    assertThat(lines).endsWith("inner failed", "outer failed");
    assertThat(told.and(Observer.NONE)).isSameAs(told);
    assertThat(Observer.NONE.and(told)).isSameAs(told);
  }

  private static Observer naming(String name, List<String> lines) {
    return work -> new Observer.Watch() {
      @Override
      public void again() {
        lines.add(name + " again");
      }

      @Override
      public void ended(List<String> outcomes) {
        lines.add(name);
      }

      @Override
      public void failed(Throwable fault) {
        lines.add(name + " failed");
      }
    };
  }
}
