package dev.persist.conformance;

import dev.persist.Commit;
import dev.persist.CommitResult;
import dev.persist.Guard;
import dev.persist.Persist;
import dev.persist.decide.Boundary;
import dev.persist.decide.Command;
import dev.persist.decide.Seen;
import dev.persist.log.EventTypes;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;

/** What the suites of boundaries share: words with tags. */
abstract class BoundarySuite extends Suite {
  static final EventTypes<Said> TYPES = EventTypes.of(Said.class);

  Boundary<Said> boundary;

  BoundarySuite(ConformanceKit kit) {
    super(kit);
  }

  record Said(String word, Set<String> tags) {}

  @BeforeEach
  final void newBoundary() {
    boundary = over(store);
  }

  static Boundary<Said> over(Persist store) {
    return store.boundary("words", 1, TYPES, Said::tags);
  }

  static String evolve(String text, Said said) {
    return text + said.word;
  }

  final Seen<String> see(String... tags) {
    return boundary.see(Set.of(tags), "", BoundaryRules::evolve);
  }

  final Command<String, Said> on(String... tags) {
    return boundary.on(Set.of(tags), "", BoundaryRules::evolve);
  }

  final CommitResult said(String word, String... tags) {
    return saidIf(List.of(), word, tags);
  }

  final CommitResult saidIf(List<Guard> guards, String word, String... tags) {
    return store.commit(boundary.append(Commit.builder().guards(guards), new Said(word, Set.of(tags)), AT).build());
  }

  static Map<String, Integer> count(Map<String, Integer> counts, Said said) {
    return Stream.concat(counts.entrySet().stream(), said.tags.stream().map(tag -> Map.entry(tag, 1)))
        .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue, Integer::sum));
  }
}
