package dev.persist.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.persist.memory.MemoryBackend;
import dev.persist.spi.Backend;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ServiceLoader;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.core.LauncherConfig;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** The board is held against planted suites, which run only from here: they are not named as tests. */
class ScoreboardTest {
  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

  @TempDir Path directory;

  abstract static class SomePlantedCases extends OpenStore {
    @Override
    Engine newEngine() {
      return engine("first", MemoryBackend::new);
    }

    @Test
    void passes() {}

    @RepeatedTest(2)
    void passes_each_time() {}

    @Test
    void fails() {
      fail("planted");
    }

    @Test
    void gives_up() {
      abort("planted");
    }
  }

  static class PlantedRules extends SomePlantedCases {
    @Test
    void passes_too() {}
  }

  static class OtherRules extends OpenStore {
    @Override
    Engine newEngine() {
      return engine("first", MemoryBackend::new);
    }

    @Test
    void passes_elsewhere() {}
  }

  static class NeverOpens extends OpenStore {
    @Override
    Engine newEngine() {
      return engine("another", () -> {
        throw new IllegalStateException("planted");
      });
    }

    @Test
    void passes_once_open() {}
  }

  static class NeverMade extends OpenStore {
    private final boolean isOpen = store.log().lastSeq("s") == 0; // there is none yet

    @Override
    Engine newEngine() {
      return engine("first", MemoryBackend::new);
    }

    @Test
    void passes_once_made() {
      assertThat(isOpen).isTrue();
    }
  }

  static class NeverSetUp extends OpenStore {
    @Override
    Engine newEngine() {
      return engine("first", MemoryBackend::new);
    }

    @BeforeEach
    void setUp() {
      fail("planted");
    }

    @Test
    void passes_once_set_up() {}
  }

  static class WithoutEngine extends OpenStore {
    @Override
    Engine newEngine() {
      throw new IllegalStateException("planted");
    }

    @Test
    void passes_with_an_engine() {}
  }

  static class WithoutStore {
    @Test
    void passes() {}
  }

  private static Engine engine(String name, Supplier<Backend> opened) {
    return new Engine() {
      @Override
      public String name() {
        return name;
      }

      @Override
      public Backend open() {
        return opened.get();
      }
    };
  }

  private Path boardOf(Class<?>... suites) {
    var boards = directory.resolve("not/yet/there");
    run(new Scoreboard(boards, new PrintStream(printed, true, StandardCharsets.UTF_8)), suites);
    return boards;
  }

  private static void run(Scoreboard board, Class<?>... suites) {
    var config = LauncherConfig.builder()
        .enableTestExecutionListenerAutoRegistration(false)
        .addTestExecutionListeners(board)
        .build();
    LauncherFactory.create(config)
        .execute(LauncherDiscoveryRequestBuilder.request()
            .selectors(Stream.of(suites).map(DiscoverySelectors::selectClass).toList())
            .build());
  }

  @Test
  void every_test_counts_for_its_engine_and_for_the_class_that_declares_it() throws Exception {
    var boards = boardOf(PlantedRules.class, NeverOpens.class, WithoutStore.class);
    assertThat(boards.resolve("another.json")).hasContent("""
        {"never-opens":{"failed":1,"passed":0}}""");
    assertThat(boards.resolve("first.json")).hasContent("""
        {"planted-rules":{"failed":0,"passed":1},"some-planted":{"failed":2,"passed":3}}""");
    assertThat(printed.toString(StandardCharsets.UTF_8).lines()).containsExactly(
        "conformance another: 0 passed, 1 failed (never-opens 0 of 1)",
        "conformance first: 4 passed, 2 failed (planted-rules 1, some-planted 3 of 5)");
  }

  @Test
  void a_test_counts_as_failed_wherever_it_fails_before_it_begins() {
    var boards = boardOf(NeverMade.class, NeverSetUp.class, WithoutEngine.class);
    assertThat(boards.resolve("first.json")).hasContent("""
        {"never-set-up":{"failed":1,"passed":0}}""");
    assertThat(boards.resolve("unknown.json")).hasContent("""
        {"never-made":{"failed":1,"passed":0},"without-engine":{"failed":1,"passed":0}}""");
  }

  @Test
  void a_run_without_suites_prints_nothing() {
    assertThat(boardOf(WithoutStore.class)).doesNotExist();
    assertThat(printed.size()).isZero();
  }

  @Test
  void a_board_that_is_used_again_prints_the_next_run_only_and_keeps_what_was_written() {
    var boards = directory.resolve("boards");
    var board = new Scoreboard(boards, new PrintStream(printed, true, StandardCharsets.UTF_8));
    run(board, PlantedRules.class);
    printed.reset();
    run(board, OtherRules.class);
    assertThat(printed.toString(StandardCharsets.UTF_8).lines())
        .containsExactly("conformance first: 1 passed, 0 failed (other-rules 1)");
    assertThat(boards.resolve("first.json")).hasContent("""
        {"other-rules":{"failed":0,"passed":1},"planted-rules":{"failed":0,"passed":1},\
        "some-planted":{"failed":2,"passed":3}}""");
  }

  @Test
  void every_build_with_the_kit_on_its_test_path_keeps_a_board() {
    assertThat(ServiceLoader.load(TestExecutionListener.class)).hasAtLeastOneElementOfType(Scoreboard.class);
  }
}
