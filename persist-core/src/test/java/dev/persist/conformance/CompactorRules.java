package dev.persist.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.persist.Commit;
import dev.persist.CommitResult;
import dev.persist.Event;
import dev.persist.Op;
import dev.persist.Persist;
import dev.persist.StoreException;
import dev.persist.internal.OwnKeys;
import dev.persist.internal.Pages;
import dev.persist.memory.MemoryBlobStore;
import dev.persist.view.Compactor.Extent;
import dev.persist.view.Lagging;
import dev.persist.view.Projection.State;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** A compaction without the fold drops what every stored snapshot has and nobody needs (rule P22). */
@Rule("P22")
abstract class CompactorRules extends LinkedSuite {
  private static final Lagging MAIN = new Lagging("snapshot main version 1", 3);

  private final MemoryBlobStore blobs = new MemoryBlobStore();

  CompactorRules(ConformanceKit kit) {
    super(kit);
  }

  private Persist archiving() {
    return store.archivingTo(blobs);
  }

  private Extent compactAll() {
    return store.compactor().compact("s", Long.MAX_VALUE);
  }

  private void keptAfterThree() {
    log().append("s", events("x", "x", "x"));
    counts("main").keep("s");
  }

  @Test
  void it_drops_what_the_snapshot_has_and_the_state_is_as_before() {
    keptAfterThree();
    append("s");
    assertThat(compactAll()).isEqualTo(new Extent(1, 3, false, List.of(MAIN), List.of(MAIN)));
    restart();
    assertThat(log().read("s").map(Event::seq)).containsExactly(4L);
    assertThat(counts("main").replay("s")).isEqualTo(new State<>(4, 4));
    assertThat(compactAll().count()).isZero();
  }

  @Test
  void what_it_would_drop_is_what_it_drops_and_to_ask_writes_nothing() {
    keptAfterThree();
    var keys = backend.keys("", "", 100);
    var found = store.compactor().find("s", 2);
    assertThat(found).isEqualTo(new Extent(1, 2, false, List.of(MAIN), List.of()));
    assertThat(log().count("s")).isEqualTo(3);
    assertThat(backend.keys("", "", 100)).isEqualTo(keys);
    assertThat(store.compactor().compact("s", 2)).isEqualTo(found);
    assertThat(log().read("s").map(Event::seq)).containsExactly(3L);
    assertThat(store.compactor().find("s", 1)).isEqualTo(new Extent(3, 2, false, List.of(MAIN), List.of()));
  }

  @Test
  void a_stream_without_a_snapshot_keeps_all_its_events() {
    append("s");
    counts("main").view("other").refresh();
    assertThat(compactAll()).isEqualTo(new Extent(1, 0, false, List.of(), List.of()));
    assertThat(log().count("s")).isEqualTo(1);
    assertThat(store.compactor().compact("none", 5).count()).isZero();
  }

  @Test
  void the_oldest_of_several_snapshots_holds_it_back_whatever_its_name_and_version() {
    log().append("s", events("x"));
    counts("a").keep("s");
    log().append("s", events("x"));
    counts("z").view("s").refresh();
    log().append("s", events("x"));
    counts("main").keep("s");
    assertThat(compactAll()).satisfies(extent -> {
      assertThat(extent.through()).isEqualTo(1);
      assertThat(extent.heldBackBy()).containsExactly(new Lagging("view z version 1", 2),
          new Lagging("snapshot a version 1", 1));
    });
    assertThat(counts("a").replay("s").value()).isEqualTo(3);
  }

  @Test
  void a_snapshot_that_is_ahead_of_its_stream_has_nothing() {
    append("t");
    var ahead = new Op.Put(OwnKeys.key("t", "snapshot", "main", 1), json(Map.of("seq", 9, "value", 9)));
    backend.commit(new Commit(Optional.empty(), List.of(), List.of(ahead)));
    assertThat(store.compactor().compact("t", 1).count()).isZero();
    assertThat(log().count("t")).isEqualTo(1);
  }

  @Test
  @Rule("P3")
  void it_spares_what_consumers_of_the_stream_and_of_links_have_not_handled() throws Exception {
    linked("s", "ledger");
    var direct = store.subscription("direct", "s");
    copying(direct);
    linked("s", "ledger");
    var copy = store.subscription("copy", "ledger");
    copying(copy);
    linked("s", "ledger");
    counts("registered").view("ledger").register();
    counts("main").keep("s");
    assertThat(compactAll().heldBackBy()).containsExactly(new Lagging("subscription direct", 1),
        new Lagging("subscription copy of \"ledger\"", 2), new Lagging("view registered version 1 of \"ledger\"", 0));
    assertThat(log().count("s")).isEqualTo(3);
    counts("registered").view("ledger").retire();
    assertThat(compactAll().through()).isEqualTo(1);
    copying(copy);
    copying(direct);
    assertThat(seen()).containsExactly("s1", "s1", "s2", "s3", "s2", "s3");
    assertThat(compactAll()).isEqualTo(new Extent(2, 3, false, List.of(MAIN), List.of()));
  }

  @Test
  @Rule("P3")
  void a_consumer_that_comes_during_it_loses_nothing() {
    keptAfterThree();
    var once = new AtomicBoolean();
    var racing = Persist.over(new DelegatingBackend(backend) {
      @Override
      public CommitResult commit(Commit commit) {
        if (!once.getAndSet(true)) {
          counts("late").view("s").register();
        }
        return backend.commit(commit);
      }
    });
    assertThat(racing.compactor().compact("s", 3).heldBackBy()).containsExactly(new Lagging("view late version 1", 0));
    assertThat(counts("late").view("s").refresh().value()).isEqualTo(3);
  }

  @Test
  void the_last_snapshot_that_goes_during_it_takes_no_events_along() {
    keptAfterThree();
    var once = new AtomicBoolean();
    var racing = Persist.over(new DelegatingBackend(backend) {
      @Override
      public CommitResult commit(Commit commit) {
        if (!once.getAndSet(true)) {
          counts("main").view("s").retire();
        }
        return backend.commit(commit);
      }
    });
    assertThat(racing.compactor().compact("s", 3).count()).isZero();
    assertThat(log().count("s")).isEqualTo(3);
  }

  @Test
  @Rule({"P14", "P15"})
  void an_archive_keeps_what_it_drops_page_by_page_and_no_other_archive_will_do() {
    var size = 2 * Pages.SIZE + 1;
    log().append("s", Collections.nCopies(size, event("x")));
    counts("main").keep("s");
    var before = log().read("s").toList();
    assertThat(archiving().compactor().compact("s", size - 1)).satisfies(extent -> {
      assertThat(extent.count()).isEqualTo(size - 1);
      assertThat(extent.archived()).isTrue();
    });
    restart();
    assertThat(log().read("s").map(Event::seq)).containsExactly((long) size);
    assertThat(archiving().log().readWithArchive("s", 1)).isEqualTo(before);
    assertThatIllegalStateException().isThrownBy(this::compactAll).withMessageContaining("archive");
    var elsewhere = store.archivingTo(new MemoryBlobStore()).compactor();
    assertThatExceptionOfType(StoreException.Damaged.class).isThrownBy(() -> elsewhere.compact("s", size));
    assertThatExceptionOfType(StoreException.Damaged.class).isThrownBy(() -> elsewhere.find("s", size));
    assertThat(store.compactor().find("s", size).archived()).isTrue();
    assertThat(log().count("s")).isEqualTo(1);
    assertThat(archiving().compactor().compact("s", size).count()).isEqualTo(1);
    assertThat(archiving().log().readWithArchive("s", 1).map(Event::seq))
        .containsExactlyElementsOf(LongStream.rangeClosed(1, size).boxed().toList());
  }

  @Test
  void the_links_of_a_tag_are_refused() {
    say("words", "x");
    assertThatIllegalArgumentException().isThrownBy(() -> store.compactor().find(words("words").stream("x"), 1))
        .withMessageContaining("cannot be compacted");
    assertThatIllegalArgumentException().isThrownBy(() -> store.compactor().compact(words("words").stream("x"), 1));
  }
}
