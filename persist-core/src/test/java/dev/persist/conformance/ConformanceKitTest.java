package dev.persist.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.EnumSource.Mode.EXCLUDE;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import dev.persist.conformance.BrokenBackend.Bug;
import dev.persist.memory.MemoryBackend;
import dev.persist.spi.Backend;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.platform.engine.FilterResult;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.PostDiscoveryFilter;
import org.junit.platform.testkit.engine.EngineTestKit;

/** The kit is run against engines with planted bugs: each is found, by a test of the rule it breaks. */
class ConformanceKitTest {
  private static Bug bug = Bug.FORGETS_ON_RESTART;

  /** The kit as an engine's author runs it. Not named as a test, so it runs only from here. */
  static class Planted extends ConformanceKit {
    @Override
    protected Engine engine() {
      return new Engine() {
        private MemoryBackend memory = new MemoryBackend();

        @Override
        public String name() {
          return "planted";
        }

        @Override
        public Backend open() {
          memory = bug == Bug.FORGETS_ON_RESTART ? new MemoryBackend() : memory.reopen();
          return new BrokenBackend(memory, bug);
        }
      };
    }
  }

  @ParameterizedTest
  @EnumSource(Bug.class)
  void a_planted_bug_is_found_by_a_test_of_the_rule_it_breaks(Bug planted) {
    bug = planted;
    // The model's suite cites nearly every rule, so that what it finds says little about the rule.
    assertThat(failed(test -> suite(test) != ModelRules.class && rules(test).anyMatch(planted.rule::equals)))
        .isPositive();
  }

  @ParameterizedTest
  @EnumSource(value = Bug.class, mode = EXCLUDE, names = {
      "WORKS_AFTER_CLOSE", "STALE_GET", "GUARDS_AHEAD_OF_OPS", "OPS_ONE_BY_ONE", "APPENDS_CONFLICT", "LINKS_LATER",
      "LINKS_BACKWARDS", "FORGETS_PREFIXES", "BUILDS_UNGUARDED", "MISSES_CHANGES", "CONTENTS_MOVE_ON", "LOADS_NO_IDS"})
  void random_sequences_alone_find_what_shows_without_a_race_or_a_close(Bug planted) {
    bug = planted;
    assertThat(failed(test -> suite(test) == ModelRules.class)).isPositive();
  }

  @ParameterizedTest
  @EnumSource(names = {"STALE_HEAD", "STALE_GET", "GUARDS_AHEAD_OF_OPS", "OPS_ONE_BY_ONE"})
  void histories_alone_find_what_shows_in_a_race(Bug planted) {
    bug = planted;
    assertThat(failed(test -> suite(test) == LinearizabilityRules.class)).isPositive();
  }

  private static long failed(Predicate<Method> wanted) {
    return EngineTestKit.engine("junit-jupiter")
        .selectors(selectClass(Planted.class))
        .filters((PostDiscoveryFilter) test -> FilterResult.includedIf(
            !test.isTest() || test.getSource()
                .map(source -> ((MethodSource) source).getJavaMethod())
                .filter(wanted)
                .isPresent()))
        .execute()
        .testEvents()
        .failed()
        .count();
  }

  private static Class<?> suite(Method test) {
    return test.getDeclaringClass();
  }

  private static Stream<String> rules(Method method) {
    return Stream.of(method.getAnnotation(Rule.class), method.getDeclaringClass().getAnnotation(Rule.class))
        .flatMap(rule -> Optional.ofNullable(rule).stream())
        .flatMap(rule -> Arrays.stream(rule.value()));
  }
}
