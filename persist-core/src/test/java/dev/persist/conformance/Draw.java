package dev.persist.conformance;

import dev.persist.Commit;
import dev.persist.CommitId;
import dev.persist.Event;
import dev.persist.Json;
import dev.persist.NewEvent;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;

/** Draws parts of commits at random, of so few names and values that they meet again and again. */
public final class Draw {
  /** In code point order, which {@code String}'s own is not; each also a key. */
  static final List<String> NAMES = List.of("a", "a\0b", "ab", "\uffff", "\ud83d\ude00");

  private static final List<Json> VALUES = Stream
      .of("null", "0", "1", "1.0", "\"1\"", "0.1", "[]", "{\"b\":[null],\"a\":{}}", "123456789012345678901234567890")
      .map(Json::parse)
      .toList();

  private final Random random;

  /** Draws what {@code seed} gives. */
  public Draw(long seed) {
    random = new Random(seed);
  }

  String name() {
    return NAMES.get(below(NAMES.size()));
  }

  Json value() {
    return VALUES.get(below(VALUES.size()));
  }

  CommitId id() {
    return CommitId.of(name(), "id" + below(20), Json.of(below(2)));
  }

  NewEvent event() {
    return new NewEvent(once(2) ? "x" : "y", Instant.EPOCH.plusNanos(below(3)), value(), Json.of(Map.of("m", value())));
  }

  /** A few, and once in a while so many that the stream gets longer than a page. */
  List<NewEvent> events() {
    return Stream.generate(this::event).limit(once(10) ? 150 : below(4)).toList();
  }

  /** Every kind of guard and op; most guards hold. */
  public Commit commit(Model model) {
    var commit = Commit.builder();
    if (once(3)) {
      commit.id(id());
    }
    for (var guards = below(4); guards > 0; guards--) {
      guard(commit, model, name(), once(5));
    }
    var appended = false;
    for (var ops = below(10); ops > 0; ops--) {
      switch (below(appended ? 8 : 6)) {
        case 0, 1 -> {
          commit.append(name(), event());
          appended = true;
        }
        case 2 -> commit.put(name(), value());
        case 3 -> commit.delete(name());
        case 4 -> {
          truncate(commit, model, name());
          commit.forget(name(), below(10));
        }
        case 5 -> link(commit, model, name(), once(20));
        default -> commit.link(name());
      }
    }
    return commit.build();
  }

  private void link(Commit.Builder commit, Model model, String target, boolean anything) {
    var seq = 1 + below((int) model.lastSeq(target) + (anything ? 5 : 0) + 1);
    if (anything || seq <= model.lastSeq(target)) {
      var event = event();
      commit.link(name(), new Event(target, seq, event.type(), event.at(), event.data(), event.meta()));
    }
  }

  private void truncate(Commit.Builder commit, Model model, String stream) {
    commit.truncate(stream, Math.max(0, model.lastSeq(stream) + 2 - below(40)));
  }

  private void guard(Commit.Builder commit, Model model, String name, boolean anything) {
    if (once(2)) {
      commit.streamAt(name, anything ? below(20) : model.lastSeq(name));
    } else if (anything ? once(2) : model.get(name).isPresent()) {
      commit.keyIs(name, anything ? value() : model.get(name).orElseThrow());
    } else {
      commit.keyAbsent(name);
    }
  }

  /** One of 0 to {@code bound - 1}. */
  int below(int bound) {
    return random.nextInt(bound);
  }

  /** True once in {@code times}. */
  boolean once(int times) {
    return below(times) == 0;
  }
}
