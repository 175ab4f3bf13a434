package dev.persist.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import dev.persist.conformance.BrokenBackend.Bug;
import dev.persist.memory.MemoryBackend;
import dev.persist.spi.Backend;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.platform.engine.TestSource;
import org.junit.platform.engine.support.descriptor.MethodSource;
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
    var failed = EngineTestKit.engine("junit-jupiter")
        .selectors(selectClass(Planted.class))
        .execute()
        .testEvents()
        .failed()
        .stream()
        .flatMap(event -> event.getTestDescriptor().getSource().stream())
        .flatMap(ConformanceKitTest::rules)
        .collect(Collectors.toSet());
    assertThat(failed).contains(planted.rule);
  }

  private static Stream<String> rules(TestSource source) {
    Method method = ((MethodSource) source).getJavaMethod();
    return Stream.of(method.getAnnotation(Rule.class), method.getDeclaringClass().getAnnotation(Rule.class))
        .flatMap(rule -> Optional.ofNullable(rule).stream())
        .flatMap(rule -> Arrays.stream(rule.value()));
  }
}
