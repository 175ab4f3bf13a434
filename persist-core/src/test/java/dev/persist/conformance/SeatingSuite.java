package dev.persist.conformance;

import dev.persist.Codec;
import dev.persist.CommitId;
import dev.persist.Json;
import dev.persist.decide.Decider;
import dev.persist.decide.Verdict;
import dev.persist.log.EventTypes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;

/** What the suites of the decision loop share: a room with few seats. */
abstract class SeatingSuite extends Suite {
  static final int SEATS = 5;

  sealed interface Seating {
    record Taken(String by) implements Seating {}

    record Left(String by) implements Seating {}
  }

  static final EventTypes<Seating> TYPES = EventTypes.of(Seating.class);

  static final Codec<List<String>> SEATED = new Codec<>(Json::of, json -> List.of(json.as(String[].class)));

  Decider<List<String>, Seating> decider;

  SeatingSuite(ConformanceKit kit) {
    super(kit);
  }

  @BeforeEach
  final void newDecider() {
    decider = another();
  }

  /** As another process would have: it keeps states of its own. */
  final Decider<List<String>, Seating> another() {
    return new Decider<>(store, TYPES, List.of(), SeatingSuite::evolve);
  }

  static List<String> evolve(List<String> seated, Seating event) {
    var after = new ArrayList<>(seated);
    switch (event) {
      case Seating.Taken(var by) -> after.add(by);
      case Seating.Left(var by) -> after.remove(by);
    }
    return List.copyOf(after);
  }

  static Verdict<Seating, String> take(List<String> seated, String by) {
    if (seated.contains(by)) {
      return Verdict.of("has one");
    }
    return seated.size() < SEATS ? Verdict.of("taken", new Seating.Taken(by)) : Verdict.of("full");
  }

  static CommitId id(String key, String asked) {
    return CommitId.of("s", key, json(asked));
  }

  final void append(String stream, String type, String by) {
    log().append(stream, type, AT, Map.of("by", by));
  }
}
