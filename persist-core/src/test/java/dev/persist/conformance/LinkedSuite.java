package dev.persist.conformance;

import dev.persist.Commit;
import dev.persist.decide.Boundary;
import dev.persist.log.EventTypes;
import dev.persist.view.Compaction;
import java.util.Set;

/** Streams with links to their events, and compactions of them. */
abstract class LinkedSuite extends CopyingSuite {
  record Said(String word, Set<String> tags) {}

  static final EventTypes<Said> TYPES = EventTypes.of(Said.class);

  LinkedSuite(ConformanceKit kit) {
    super(kit);
  }

  final Compaction<Integer> compact(String stream) {
    return counts("main").compact(stream);
  }

  final void linked(String stream, String... links) {
    var commit = Commit.builder().append(stream, event("x"));
    Set.of(links).forEach(commit::link);
    store.commit(commit.build());
  }

  final Boundary<Said> words(String context) {
    return store.boundary(context, 1, TYPES, Said::tags);
  }

  final void say(String context, String... tags) {
    store.commit(words(context).append(Commit.builder(), new Said("w", Set.of(tags)), AT).build());
  }
}
