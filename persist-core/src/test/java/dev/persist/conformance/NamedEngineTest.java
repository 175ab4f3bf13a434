package dev.persist.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectNestedClass;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectUniqueId;

import dev.persist.spi.Backend;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.reporting.ReportEntry;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Events;
import org.opentest4j.AssertionFailedError;

/** Failures of planted tests, which run only from here, name the engine. */
class NamedEngineTest {
  static class Planted extends EveryEngineTest {
    @Test
    void fails() {
      assertThat(store.log().lastSeq("s")).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(ints = 7)
    void throws_what_is_no_assertion(int number) {
      throw new UnsupportedOperationException("planted " + number);
    }

    @Test
    void gives_up() {
      abort("planted");
    }
  }

  static class NeverMade extends EveryEngineTest {
    private final boolean isOpen = store.log().lastSeq("s") == 0; // there is none yet

    @ParameterizedTest
    @ValueSource(ints = 7)
    void passes_once_made(int number) {
      assertThat(isOpen).isEqualTo(number == 7);
    }
  }

  static class AroundATest extends EveryEngineTest {
    @BeforeEach
    void setUp() {
      throw new AssertionError("planted before");
    }

    @AfterEach
    void tearDown() {
      throw new AssertionError("planted after");
    }

    @Test
    void passes() {}
  }

  static class Kit extends ConformanceKit {
    @Override
    protected Engine engine() {
      return new Engine() {
        @Override
        public String name() {
          return "planted";
        }

        @Override
        public Backend open() {
          throw new IllegalStateException("planted");
        }
      };
    }
  }

  /** Selects the run of {@code test} on the first engine, memory. */
  private static DiscoverySelector onMemory(Class<? extends EveryEngineTest> test) {
    return selectUniqueId(
        "[engine:junit-jupiter]/[class-template:" + test.getName() + "]/[class-template-invocation:#1]");
  }

  private static Events run(DiscoverySelector test) {
    return EngineTestKit.engine("junit-jupiter").selectors(test).execute().testEvents();
  }

  private static List<Throwable> failures(DiscoverySelector test) {
    return run(test).failed()
        .map(event -> event.getRequiredPayload(TestExecutionResult.class).getThrowable().orElseThrow())
        .toList();
  }

  @Test
  void a_failed_assertion_names_the_engine_and_keeps_its_two_values() {
    assertThat(failures(onMemory(Planted.class))).filteredOn(AssertionFailedError.class::isInstance)
        .singleElement()
        .satisfies(failure -> {
          assertThat(failure).hasMessageStartingWith("on memory: ").hasMessageContaining("expected: 1L");
          assertThat(((AssertionFailedError) failure).getExpected().getStringRepresentation()).isEqualTo("1L");
          assertThat(failure.getStackTrace()[0].getClassName()).isEqualTo(Planted.class.getName());
        });
  }

  @Test
  void what_is_thrown_beside_names_the_engine_and_is_the_cause() {
    assertThat(failures(onMemory(Planted.class))).filteredOn(failure -> failure.getCause() != null)
        .singleElement()
        .satisfies(failure -> assertThat(failure)
            .hasMessage("on memory: java.lang.UnsupportedOperationException: planted 7")
            .hasCauseInstanceOf(UnsupportedOperationException.class));
  }

  @Test
  void a_test_that_gives_up_has_not_failed() {
    assertThat(run(onMemory(Planted.class)).aborted().count()).isEqualTo(1);
  }

  @Test
  void a_test_that_fails_before_or_after_its_method_names_the_engine() {
    assertThat(failures(onMemory(AroundATest.class))).singleElement().satisfies(failure -> {
      assertThat(failure).hasMessage("on memory: planted before");
      assertThat(failure.getSuppressed()).extracting(Throwable::getMessage).contains("on memory: planted after");
    });
  }

  @Test
  void a_test_that_is_never_made_names_the_engine_and_counts_for_it() {
    assertThat(failures(onMemory(NeverMade.class))).singleElement()
        .satisfies(failure -> assertThat(failure).hasMessageStartingWith("on memory: java.lang.NullPointerException"));
    assertThat(run(onMemory(NeverMade.class)).reportingEntryPublished().list()).singleElement()
        .satisfies(event -> assertThat(event.getRequiredPayload(ReportEntry.class).getKeyValuePairs())
            .containsEntry(OpenStore.ENGINE, "memory"));
  }

  @Test
  void a_test_of_the_kit_whose_store_does_not_open_names_the_engine() {
    assertThat(failures(selectNestedClass(List.of(Kit.class), ConformanceKit.ReferenceBlob.class))).isNotEmpty()
        .allSatisfy(failure -> assertThat(failure)
            .hasMessage("on planted: java.lang.IllegalStateException: planted"));
  }
}
