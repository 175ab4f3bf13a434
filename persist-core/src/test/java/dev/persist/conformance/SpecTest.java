package dev.persist.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Holds the kit and docs/SPEC.md against each other. */
class SpecTest {
  private static final Pattern RULE = Pattern.compile("^\\| ([A-Z]\\d+) \\|.*\\| ([^|]*) \\|$", Pattern.MULTILINE);
  private static final Pattern CLASS = Pattern.compile("\\[(\\w+)](?![(:])");
  private static final Pattern LINK = Pattern.compile("^\\[(\\w+)]: (\\S+)$", Pattern.MULTILINE);

  private final List<KitTest> tests = kitTests();

  private record KitTest(String name, Set<String> rules) {}

  private static List<KitTest> kitTests() {
    return Arrays.stream(ConformanceKit.class.getDeclaredClasses())
        .map(Class::getSuperclass)
        .flatMap(suite -> Arrays.stream(suite.getDeclaredMethods())
            .filter(method -> method.isAnnotationPresent(Test.class))
            .map(method -> new KitTest(suite.getSimpleName() + "." + method.getName(),
                Stream.of(method.getAnnotation(Rule.class), suite.getAnnotation(Rule.class))
                    .filter(rule -> rule != null)
                    .flatMap(rule -> Arrays.stream(rule.value()))
                    .collect(Collectors.toSet()))))
        .toList();
  }

  private static Set<String> rulesOfSpec(String provenBy) throws IOException {
    return RULE.matcher(Files.readString(Path.of("../docs/SPEC.md")))
        .results()
        .filter(row -> row.group(2).contains(provenBy))
        .map(row -> row.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @Test
  void every_test_of_the_kit_cites_rules_of_the_specification() throws Exception {
    assertThat(tests).hasSizeGreaterThan(100).allSatisfy(test -> assertThat(test.rules()).isNotEmpty());
    assertThat(tests.stream().flatMap(test -> test.rules().stream())).isSubsetOf(rulesOfSpec(""));
  }

  @Test
  void every_rule_the_specification_calls_proven_by_the_kit_is_cited_there() throws Exception {
    assertThat(tests.stream().flatMap(test -> test.rules().stream()).collect(Collectors.toSet()))
        .containsAll(rulesOfSpec("kit"));
  }

  @Test
  void the_specification_counts_the_reference_cases_as_they_are() throws Exception {
    var spec = Files.readString(Path.of("../docs/SPEC.md"));
    tests.stream()
        .collect(Collectors.groupingBy(test -> test.name().replaceFirst("\\..*", ""), Collectors.counting()))
        .forEach((suite, count) -> assertThat(spec).satisfiesAnyOf(
            text -> assertThat(suite).matches(".*(Rules|Scenario)"),
            text -> assertThat(text).contains("| " + count + " | `" + suite + "` |")));
  }

  @Test
  void every_class_the_specification_names_is_linked_to_its_file() throws Exception {
    var spec = Files.readString(Path.of("../docs/SPEC.md"));
    var links = LINK.matcher(spec)
        .results()
        .collect(Collectors.toMap(link -> link.group(1), link -> Path.of("../docs", link.group(2))));
    assertThat(CLASS.matcher(spec).results().map(name -> name.group(1)).collect(Collectors.toSet()))
        .isEqualTo(links.keySet());
    assertThat(links.values()).allSatisfy(file -> assertThat(file).exists());
  }
}
