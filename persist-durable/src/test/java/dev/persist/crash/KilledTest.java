package dev.persist.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.persist.Persist;
import dev.persist.conformance.EveryEngineTest;
import dev.persist.conformance.Program;
import dev.persist.conformance.Race;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** The kill that tests of the examples use: what was said was done, and the store opens again. */
class KilledTest extends EveryEngineTest {
  /** Appends to two streams at once until it is killed, to each at most as many events as the argument says. */
  public static final class Appending implements Program {
    @Override
    public void run(Persist store, Consumer<String> say, List<String> args) throws Exception {
      var most = Long.parseLong(args.getFirst());
      Race.of(2, racer -> {
        for (var i = 0L; i < most; i++) {
          say.accept(racer + " " + store.log().append("s" + racer, "x", Instant.EPOCH, Map.of()).seq());
        }
        return racer;
      });
    }
  }

  /** Cannot do it. */
  public static final class Failing implements Program {
    @Override
    public void run(Persist store, Consumer<String> say, List<String> args) {
      throw new IllegalStateException("cannot");
    }
  }

  private List<String> stored(int racer) {
    return LongStream.rangeClosed(1, store.log().count("s" + racer)).mapToObj(seq -> racer + " " + seq).toList();
  }

  @Test
  void what_it_said_is_there_after_each_kill() throws Exception {
    for (var lines : List.of(1, 2, 25)) {
      var before = stored(0).size() + stored(1).size();
      var said = kill(Appending.class, lines, "1000000");
      assertThat(said).hasSizeGreaterThanOrEqualTo(lines);
      assertThat(said).filteredOn(line -> line.startsWith("0")).isSubsetOf(stored(0));
      assertThat(said).filteredOn(line -> line.startsWith("1")).isSubsetOf(stored(1));
      assertThat(stored(0).size() + stored(1).size()).isGreaterThanOrEqualTo(before + lines);
    }
  }

  @Test
  void one_that_ends_before_its_kill_has_done_and_said_all() throws Exception {
    assertThat(kill(Appending.class, 1_000_000, "3")).hasSize(6);
    assertThat(stored(0)).hasSize(3);
  }

  @Test
  void one_that_fails_fails_the_test() {
    assertThatThrownBy(() -> kill(Failing.class, 1)).satisfiesAnyOf(
        error -> assertThat(error).isInstanceOf(IllegalStateException.class),
        error -> assertThat(error).isInstanceOf(AssertionError.class).hasMessageContaining("Failing failed after []"));
    assertThat(stored(0)).isEmpty();
  }
}
