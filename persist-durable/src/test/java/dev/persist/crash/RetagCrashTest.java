package dev.persist.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.persist.Commit;
import dev.persist.Persist;
import dev.persist.conformance.EveryEngineTest;
import dev.persist.conformance.Program;
import dev.persist.conformance.Rule;
import dev.persist.decide.Boundary;
import dev.persist.decide.Tagging;
import dev.persist.log.EventTypes;
import dev.persist.log.Linked;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What a kill -9 in the middle of tagging leaves: the next call goes on, and each event has its tags once, in order. */
@Rule("D4")
class RetagCrashTest extends EveryEngineTest {
  private static final int EVENTS = 300;
  private static final int STEP = 3;

  record Opened(String user, String mail) {}

  /** Tags; says how far it has come, after each step. */
  public static final class Retagging implements Program {
    @Override
    public void run(Persist store, Consumer<String> say, List<String> args) {
      Tagging step;
      do {
        step = accounts(store, 2).retag(STEP);
        say.accept(step.toString());
      } while (step instanceof Tagging.Behind);
    }
  }

  private static Boundary<Opened> accounts(Persist store, int version) {
    return store.boundary("accounts", version, EventTypes.of(Opened.class),
        opened -> version == 1 ? Set.of("user:" + opened.user) : Set.of("mail:" + opened.mail, "all"));
  }

  private List<Long> tagged(String tag) {
    return store.log()
        .timeline(accounts(store, 2).stream(tag))
        .read()
        .map(link -> ((Linked.Present) link).event().seq())
        .toList();
  }

  @Test
  @Rule("D10")
  void tagging_that_is_killed_again_and_again_goes_on_where_it_was() throws Exception {
    var before = accounts(store, 1);
    for (var i = 0; i < EVENTS; i++) {
      store.commit(before.append(Commit.builder(), new Opened("u" + i, "m" + i % 2), Instant.EPOCH).build());
    }
    for (var lines : List.of(1, 2, 20, 31)) {
      assertThat(kill(Retagging.class, lines)).hasSizeBetween(lines, EVENTS / STEP + 1);
    }
    var accounts = accounts(store, 2);
    while (accounts.retag(STEP) instanceof Tagging.Behind) {}
    assertThat(tagged("all")).isEqualTo(IntStream.rangeClosed(1, EVENTS).mapToObj(i -> (long) i).toList());
    assertThat(tagged("mail:m1")).isEqualTo(
        IntStream.rangeClosed(1, EVENTS / 2).mapToObj(i -> 2L * i).toList());
    assertThat(accounts.see(Set.of("mail:m0"), 0, (count, opened) -> count + 1).state().value()).isEqualTo(EVENTS / 2);
  }
}
