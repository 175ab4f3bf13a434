package dev.persist.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.persist.Codec;
import dev.persist.Persist;
import dev.persist.memory.MemoryBlobStore;
import dev.persist.view.Projection.State;
import dev.persist.view.Snapshots;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * Random sequences of appends, refreshes, compactions and restarts: every view has what was appended, whoever compacted
 * the stream, and no more is dropped than every view has.
 */
@Rule({"P1", "P2", "P3", "G1"})
abstract class DerivedModelRules extends Suite {
  private static final int STEPS = 150;
  private static final List<String> STREAMS = List.of("s", "t");
  private static final List<String> VIEWS = List.of("one", "two", "three");

  private final Map<String, String> appended = new HashMap<>();
  private final Map<String, Long> dropped = new HashMap<>();
  private final Map<List<String>, Long> refreshed = new HashMap<>();
  private String all = "";
  private MemoryBlobStore blobs = new MemoryBlobStore();
  private Draw draw = new Draw(0);

  DerivedModelRules(ConformanceKit kit) {
    super(kit);
  }

  @Test
  void every_view_in_any_sequence_is_the_fold_of_all_that_was_appended() {
    for (var seed : Seeds.upTo(1)) {
      startOver();
      List.of(appended, dropped, refreshed).forEach(Map::clear);
      all = "";
      blobs = new MemoryBlobStore();
      draw = new Draw(seed);
      for (var i = 1; i <= STEPS; i++) {
        var where = "step " + i + ", repeat with -Dpersist.seed=" + seed;
        try {
          step(STREAMS.get(draw.below(2)), VIEWS.get(draw.below(3)));
        } catch (RuntimeException | AssertionError e) {
          throw new AssertionError(where, e);
        }
      }
    }
  }

  private void step(String stream, String view) {
    var state = new State<>(appended.getOrDefault(stream, ""), appended.getOrDefault(stream, "").length());
    switch (draw.below(6)) {
      case 0, 1 -> {
        var types = draw.once(8) ? "abcde".repeat(50) : "xyz".substring(draw.below(3));
        log().appendGlobal(stream, events(types.split("")));
        appended.merge(stream, types, String::concat);
        all += types;
      }
      case 2 -> {
        assertThat(views(view).view(stream).refresh()).isEqualTo(state);
        refreshed.put(List.of(stream, view), state.seq());
      }
      case 3 -> {
        var compaction = views(view).compact(stream);
        var lagging = VIEWS.stream()
            .filter(other -> !other.equals(view))
            .mapToLong(other -> refreshed.getOrDefault(List.of(stream, other), state.seq()))
            .reduce(state.seq(), Math::min);
        assertThat(compaction.state()).isEqualTo(state);
        assertThat(compaction.through()).isEqualTo(lagging);
        assertThat(compaction.heldBackBy().isEmpty()).isEqualTo(lagging == state.seq());
        refreshed.computeIfPresent(List.of(stream, view), (key, seq) -> state.seq());
        dropped.merge(stream, lagging, Math::max);
      }
      case 4 -> {
        var kept = refreshed.get(List.of(stream, view));
        if (kept != null) {
          assertThat(views(view).view(stream).peek().seq()).isGreaterThanOrEqualTo(kept);
        }
        if (draw.once(3)) {
          restart();
        }
      }
      default -> {
        assertThat(log().count(stream)).isEqualTo(state.seq() - dropped.getOrDefault(stream, 0L));
        assertThat(SnapshotRules.TYPES.project(archiving().log(), stream)).isEqualTo(state);
        assertThat(SnapshotRules.TYPES.project(archiving().log().global())).isEqualTo(new State<>(all, all.length()));
      }
    }
  }

  private Persist archiving() {
    return store.archivingTo(blobs);
  }

  private Snapshots<String> views(String name) {
    return archiving().snapshots(name, 1, SnapshotRules.TYPES, Codec.of(String.class));
  }
}
