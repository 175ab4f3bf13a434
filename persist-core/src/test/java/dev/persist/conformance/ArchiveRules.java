package dev.persist.conformance;

import static dev.persist.conformance.SnapshotRules.TYPES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.persist.Codec;
import dev.persist.Event;
import dev.persist.Json;
import dev.persist.NewEvent;
import dev.persist.Persist;
import dev.persist.StoreException;
import dev.persist.internal.Pages;
import dev.persist.log.Linked;
import dev.persist.memory.MemoryBlobStore;
import dev.persist.view.Projection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** An archive has every event that compactions dropped, and every fold finds it there (rule P3). */
@Rule("P3")
abstract class ArchiveRules extends CompactionSuite {
  private final MemoryBlobStore blobs = new MemoryBlobStore();

  ArchiveRules(ConformanceKit kit) {
    super(kit);
  }

  private Persist archiving() {
    return store.archivingTo(blobs);
  }

  @Test
  @Rule({"P9", "P15"})
  void a_fold_of_another_version_is_refused_after_compaction_and_rebuilt_from_an_archive() {
    log().append("s", events("a", "b"));
    compact();
    assertThatIllegalStateException()
        .isThrownBy(() -> store.snapshots("main", 2, TYPES, Codec.of(String.class)).replay("s"))
        .withMessageContaining("events 1 to 2");
    log().append("t", events("a", "b"));
    snapshots(archiving(), "main").compact("t");
    log().append("t", events("c"));
    assertThat(archiving().snapshots("main", 2, TYPES, Codec.of(String.class)).replay("t").value()).isEqualTo("abc");
  }

  @Test
  @Rule("P14")
  void an_archive_keeps_every_dropped_event_whole() {
    var at = AT.plusNanos(1);
    var values = List.of(Json.NULL, json(1), json(Map.of("n", List.of())), Json.parse("0.1"), json("\ud83d\ude00"));
    values.forEach(value -> log().append("s", List.of(new NewEvent("x", at, value, Json.parse("{\"m\":null}")))));
    var before = log().read("s").toList();
    snapshots(archiving(), "main").compact("s");
    append("s");
    restart();
    assertThat(log().count("s")).isEqualTo(1);
    assertThat(log().readWithArchive("s", 1)).hasSize(1);
    assertThat(archiving().log().readWithArchive("s", 1).limit(values.size())).isEqualTo(before);
    assertThat(archiving().log().readWithArchive("s", 3).map(Event::seq)).containsExactly(3L, 4L, 5L, 6L);
  }

  @Test
  void archives_of_many_pages_are_read_in_order_from_any_seq() {
    var expected = 0;
    for (var size : new int[]{Pages.SIZE + 1, 1, 2 * Pages.SIZE, Pages.SIZE - 1}) {
      log().append("s", Collections.nCopies(size, event("x")));
      expected += size;
      assertThat(snapshots(archiving(), "main").compact("s").through()).isEqualTo(expected);
      assertThat(log().count("s")).isZero();
    }
    log().append("s", events("x", "x"));
    for (var from : new long[]{-3, 1, 2, Pages.SIZE, Pages.SIZE + 1, Pages.SIZE + 2, expected, expected + 1,
        expected + 3}) {
      assertThat(archiving().log().readWithArchive("s", from).map(Event::seq))
          .containsExactlyElementsOf(LongStream.rangeClosed(Math.max(1, from), expected + 2).boxed().toList());
    }
    assertThat(TYPES.project(archiving().log(), "s").value()).hasSize(expected + 2);
  }

  @Test
  void a_fold_of_events_that_are_all_in_the_store_costs_no_more_with_an_archive() {
    log().append("s", events("a", "b"));
    var asked = new AtomicInteger();
    var counting = Persist.over(new DelegatingBackend(backend) {
      @Override
      public List<Event> read(String stream, long fromSeq, int limit) {
        asked.incrementAndGet();
        return super.read(stream, fromSeq, limit);
      }

      @Override
      public List<String> keys(String prefix, String after, int limit) {
        asked.incrementAndGet();
        return super.keys(prefix, after, limit);
      }
    }).archivingTo(blobs);
    assertThat(TYPES.project(counting.log(), "s").value()).isEqualTo("ab");
    assertThat(asked).hasValue(1);
  }

  @Test
  @Rule("P15")
  void a_link_to_an_archived_event_still_finds_it() {
    log().appendGlobal("s", events("a", "b"));
    log().appendGlobal("t", events("c"));
    snapshots(archiving(), "main").compact("s");
    assertThat(log().global().read().map(linked -> linked instanceof Linked.Compacted)).containsExactly(true, true,
        false);
    assertThat(TYPES.project(archiving().log().global()).value()).isEqualTo("abc");
  }

  @Test
  void a_stream_with_an_archive_is_not_compacted_without_it() {
    log().append("s", events("a"));
    snapshots(archiving(), "main").compact("s");
    log().append("s", events("b"));
    assertThatIllegalStateException().isThrownBy(this::compact).withMessageContaining("archive");
    assertThat(log().count("s")).isEqualTo(1);
    assertThat(snapshots(archiving(), "main").compact("s").through()).isEqualTo(2);
  }

  @Test
  void a_missing_archive_page_is_reported_and_nothing_is_served_in_its_place() {
    log().append("s", events("a", "b"));
    snapshots(archiving(), "main").compact("s");
    append("s");
    var elsewhere = store.archivingTo(new MemoryBlobStore());
    assertThatExceptionOfType(StoreException.Damaged.class).isThrownBy(() -> TYPES.project(elsewhere.log(), "s"))
        .withMessageContaining("archived");
  }

  /** Counts events, and compacts the stream when it is at the first. */
  private static Projection<Integer> compactedUnderway(Persist store) {
    return new Projection<>(0, (count, event) -> {
      if (event.seq() == 1) {
        snapshots(store, "main").compact(event.stream());
      }
      return count + 1;
    });
  }

  @Test
  void a_fold_whose_stream_is_compacted_meanwhile_finds_the_archive_or_is_refused() {
    var size = 2 * Pages.SIZE + 1;
    for (var stream : List.of("s", "t")) {
      log().append(stream, Collections.nCopies(size, event("x")));
    }
    assertThat(compactedUnderway(archiving()).fold(archiving().log(), "s")).isEqualTo(size);
    assertThatIllegalStateException().isThrownBy(() -> compactedUnderway(store).fold(log(), "t"))
        .withMessageContaining("events " + (Pages.SIZE + 1) + " to " + size);
  }

  @Test
  void readers_compactors_and_writers_race_and_no_fold_is_wrong() throws Exception {
    var rounds = 40;
    Race.onPlatformThreads(4, racer -> {
      for (var i = 0; i < rounds; i++) {
        switch (racer) {
          case 0 -> log().append("s", events("x", "x", "x"));
          case 1 -> snapshots(archiving(), "main").compact("s");
          case 2 -> {
            var state = snapshots(archiving(), "other").view("s").refresh();
            assertThat(state.value()).hasSize((int) state.seq());
          }
          default -> {
            var state = TYPES.project(archiving().log(), "s");
            assertThat(state.value()).hasSize((int) state.seq());
          }
        }
      }
      return racer;
    });
    assertThat(TYPES.project(archiving().log(), "s").value()).hasSize(3 * rounds);
    assertThat(archiving().log().readWithArchive("s", 1).map(Event::seq))
        .containsExactlyElementsOf(LongStream.rangeClosed(1, 3L * rounds).boxed().toList());
  }
}
