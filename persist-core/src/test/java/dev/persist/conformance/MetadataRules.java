package dev.persist.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.persist.Commit;
import dev.persist.Event;
import dev.persist.Json;
import dev.persist.Limits;
import dev.persist.Persist;
import dev.persist.decide.Decider;
import dev.persist.decide.Verdict;
import dev.persist.log.AlreadyAppended;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A store notes in the metadata of each event what the thread that caused it says (rule L23). */
@Rule("L23")
abstract class MetadataRules extends SeatingSuite {
  private static final ThreadLocal<String> CALLER = new ThreadLocal<>();

  private Persist noting;

  MetadataRules(ConformanceKit kit) {
    super(kit);
  }

  @BeforeEach
  void newStoreThatNotesItsCaller() {
    noting = store.withMeta(MetadataRules::caller);
  }

  private static Json caller() {
    return CALLER.get() == null ? Json.EMPTY : Json.of(Map.of("who", CALLER.get()));
  }

  private static void assertNoted(Stream<Event> events, Object... meta) {
    assertThat(events.map(Event::meta)).containsExactly(Stream.of(meta).map(Json::of).toArray(Json[]::new));
  }

  @Test
  void each_way_to_append_notes_the_caller() throws Exception {
    CALLER.set("ann");
    var byAnn = Map.of("who", "ann");
    noting.log().append("s", "x", AT, Map.of());
    noting.log().appendExpect("s", 1, "x", AT, Map.of());
    noting.log().appendOnce("s", "key", event("x"));
    noting.log().appendGlobal("s", "x", AT, Map.of());
    noting.commit(Commit.builder().append("s", event("x")).put("k", json(1)).build());
    noting.commitInOrder(List.of(Commit.builder().append("s", event("x")).build()));
    assertNoted(log().read("s"), byAnn, byAnn, byAnn, byAnn, byAnn, byAnn);

    new Decider<>(noting, TYPES, List.of(), SeatingSuite::evolve).on("room")
        .decide(AT, seated -> take(seated, "ann").also(commit -> commit.append("beside", event("x"))));
    noting.boundary("hall", 1, TYPES, seating -> Set.of("seat:1"))
        .on(Set.of("seat:1"), List.<String>of(), SeatingSuite::evolve)
        .decide(AT, seated -> take(seated, "ann"));
    assertNoted(Stream.of("room", "beside", "hall").flatMap(log()::read), byAnn, byAnn, byAnn);

    try (var each = noting.subscription("copy", "room")
        .each(new TestClock(), (event, commit) -> commit.append("copy", event("x")))) {
      each.catchUp();
    }
    assertNoted(log().read("copy"), byAnn);
  }

  @Test
  void what_an_event_says_itself_stays() {
    CALLER.set("ann");
    noting.log().append("s", List.of(event("x").withMeta(Map.of("who", "bob", "why", "he asked"))));
    CALLER.remove();
    noting.log().append("s", "x", AT, Map.of());
    assertNoted(log().read("s"), Map.of("who", "bob", "why", "he asked"), Map.of());
  }

  @Test
  void another_caller_who_retries_gets_the_first_outcome() {
    CALLER.set("ann");
    var first = noting.log().appendOnce("s", "key", event("x"));
    CALLER.set("bob");
    assertThat(noting.log().appendOnce("s", "key", event("x"))).isNotEqualTo(first)
        .isEqualTo(new AlreadyAppended(log().read("s").toList()));
    assertNoted(log().read("s"), Map.of("who", "ann"));
  }

  /** The first racer, who says nothing, keeps its turn until the others wait for theirs; the last of them sends all. */
  @Test
  void commands_that_are_sent_together_note_each_its_own_caller() throws Exception {
    var decider = new Decider<>(noting, TYPES, 0, (count, event) -> count + 1);
    var racers = 8;
    var deciding = new CountDownLatch(1);
    Race.of(racers, racer -> {
      var name = "racer " + racer;
      if (racer > 0) {
        CALLER.set(name);
        deciding.await();
      }
      return decider.on("hot").decide(AT, count -> {
        deciding.countDown();
        LockSupport.parkNanos(racer == 0 ? 50_000_000 : 0);
        return Verdict.of("", new Seating.Taken(name));
      });
    });
    assertThat(log().read("hot")).hasSize(racers).allSatisfy(event -> {
      var name = event.data().as(Seating.Taken.class).by();
      assertThat(event.meta()).isEqualTo(name.equals("racer 0") ? Json.EMPTY : Json.of(Map.of("who", name)));
    });
  }

  @Test
  void metadata_that_no_event_may_have_is_refused_and_nothing_is_written() {
    var large = "x".repeat(Limits.META_BYTES);
    for (var bad : List.of(Json.of("ann"), Json.NULL, Json.of(Map.of("who", large)))) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> store.withMeta(() -> bad).log().append("s", "x", AT, Map.of()))
          .withMessageContaining("meta");
    }
    assertThat(log().lastSeq("s")).isZero();
  }
}
