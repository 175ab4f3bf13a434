package dev.persist.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.persist.Json;
import dev.persist.NewEvent;
import dev.persist.Persist;
import dev.persist.conformance.Contents;
import dev.persist.conformance.EveryEngineTest;
import dev.persist.conformance.Program;
import dev.persist.conformance.Rule;
import dev.persist.migrate.Genesis;
import dev.persist.migrate.Genesis.Entry;
import dev.persist.migrate.Genesis.Imported;
import dev.persist.migrate.Genesis.Opening;
import dev.persist.migrate.Genesis.Value;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What a kill -9 in the middle of an import leaves: the next run goes on, and in the end it is as if there was one. */
@Rule("M1")
class GenesisCrashTest extends EveryEngineTest {
  private static final int STREAMS = 300;

  /** Imports; says each just before it is opened. */
  public static final class Importing implements Program {
    @Override
    public void run(Persist store, Consumer<String> say, List<String> args) {
      genesis(store).run(entries().peek(entry -> say.accept(entry.toString().split(",", 2)[0])));
    }
  }

  private static Genesis genesis(Persist store) {
    return new Genesis(store, "things");
  }

  /** Streams and keys in turn. */
  private static Stream<Entry> entries() {
    return IntStream.range(0, STREAMS)
        .boxed()
        .flatMap(number -> Stream.of(opening(number), new Value("only-a-key/" + number, Json.of(number))));
  }

  private static Opening opening(int number) {
    var stream = "thing/" + number;
    return new Opening(stream, Json.of(number), commit -> {
      for (var i = 0; i <= number % 3; i++) {
        commit.append(stream, NewEvent.of("opened", Instant.EPOCH, Map.of("n", i))).link("things");
      }
      return commit.put(stream, Json.of(number));
    });
  }

  @Test
  void an_import_that_is_killed_again_and_again_goes_on_where_it_was() throws Exception {
    for (var lines : List.of(1, 2, 50, 121)) {
      assertThat(kill(Importing.class, lines)).hasSizeBetween(lines, 2 * STREAMS);
    }
    var rest = genesis(store).run(entries());
    assertThat(rest).isEqualTo(new Imported(rest.opened(), 2 * STREAMS - rest.opened(), List.of(), List.of()));
    assertThat(rest.before()).as("opened before the kills").isGreaterThanOrEqualTo(120);
    try (var once = Persist.open("memory:")) {
      genesis(once).run(entries());
      assertThat(Contents.of(store)).isEqualTo(Contents.of(once));
    }
  }
}
