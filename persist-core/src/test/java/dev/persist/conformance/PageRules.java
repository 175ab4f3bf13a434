package dev.persist.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.persist.Commit;
import dev.persist.Event;
import dev.persist.NewEvent;
import dev.persist.internal.Pages;
import dev.persist.log.Linked;
import dev.persist.memory.MemoryBlobStore;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What is read at once is bounded by its bytes, too, and nothing is missing at a bound (rule L10). */
@Rule("L10")
abstract class PageRules extends CopyingSuite {
  /** Of a million bytes: the fifth is the one that a page ends in. */
  private static final NewEvent LARGE = NewEvent.of("large", AT, "x".repeat(1_000_000));

  private static final int A_PAGE = 5;
  private static final int MANY = A_PAGE + 2;

  PageRules(ConformanceKit kit) {
    super(kit);
  }

  private void appendLarge() {
    for (var i = 0; i < MANY; i++) {
      store.commit(Commit.builder().append("large", LARGE).link("links").append("small", event("small")).build());
    }
  }

  private static List<Long> upTo(long last) {
    return LongStream.rangeClosed(1, last).boxed().toList();
  }

  private static Stream<Event> present(Stream<Linked> links) {
    return links.map(link -> ((Linked.Present) link).event());
  }

  @Test
  void a_page_ends_after_so_many_bytes_or_events() {
    appendLarge();
    assertThat(backend.read("large", 1, Pages.SIZE)).extracting(Event::seq).containsExactly(1L, 2L, 3L, 4L, 5L);
    assertThat(backend.read("large", 3, Pages.SIZE)).extracting(Event::seq).containsExactly(3L, 4L, 5L, 6L, 7L);
    assertThat(backend.read("large", 4, Pages.SIZE)).extracting(Event::seq).containsExactly(4L, 5L, 6L, 7L);
    assertThat(backend.read("large", 3, 2)).extracting(Event::seq).containsExactly(3L, 4L);
    assertThat(backend.read("small", 1, Pages.SIZE)).hasSize(MANY);
  }

  @Test
  @Rule("L19")
  void a_read_has_all_events_however_large() {
    appendLarge();
    restart();
    assertThat(log().read("large").map(Event::seq)).isEqualTo(upTo(MANY));
    assertThat(log().readWithArchive("large", 1).map(Event::seq)).isEqualTo(upTo(MANY));
    assertThat(log().read("large").map(Event::data)).containsOnly(LARGE.data());
  }

  @Test
  @Rule("L19")
  void links_are_followed_a_few_at_a_time_when_the_events_are_large() {
    appendLarge();
    for (long seq = MANY; seq >= 1; seq--) { // no two are read at once
      store.commit(Commit.builder().link("back", log().readFrom("large", seq).findFirst().orElseThrow()).build());
    }
    for (var links : List.of("links", "back")) {
      var timeline = log().timeline(links);
      assertThat(timeline.page(1)).as(links).hasSize(A_PAGE);
      assertThat(timeline.readFrom(1).map(Linked::position)).as(links).isEqualTo(upTo(MANY));
    }
    assertThat(present(log().timeline("links").readFrom(1)).map(Event::seq)).isEqualTo(upTo(MANY));
    assertThat(present(log().timeline("back").readFrom(1)).map(Event::seq).sorted()).isEqualTo(upTo(MANY));
  }

  @Test
  void a_subscription_is_handed_batches_as_small() throws Exception {
    appendLarge();
    var sizes = new ArrayList<Integer>();
    catchUp(store.subscription("copy", "large").batches(100, clock, (events, commit) -> {
      sizes.add(events.size());
      events
          .forEach(event -> commit.append("seen", new NewEvent("seen", AT, json(at(event)), json(java.util.Map.of()))));
    }));
    assertThat(sizes).containsExactly(A_PAGE, MANY - A_PAGE);
    assertThat(seen()).isEqualTo(all("large", 1, MANY));
  }

  @Test
  void an_archive_keeps_pages_as_small_and_finds_all() {
    appendLarge();
    var blobs = new MemoryBlobStore();
    var archiving = store.archivingTo(blobs);
    assertThat(
        archiving.snapshots("count", 1, COUNT, dev.persist.Codec.of(Integer.class)).compact("large").heldBackBy())
        .isEmpty();
    log().append("large", Collections.nCopies(2, LARGE));
    assertThat(log().read("large").map(Event::seq)).containsExactly(MANY + 1L, MANY + 2L);
    assertThat(archiving.log().readWithArchive("large", 1).map(Event::seq)).isEqualTo(upTo(MANY + 2));
    assertThat(archiving.log().readWithArchive("large", A_PAGE).findFirst().orElseThrow().seq()).isEqualTo(A_PAGE);
    assertThat(archiving.kv().keys("")).isEmpty();
    assertThat(backend.keys("", "", 100).stream().filter(key -> key.contains("archive"))).hasSize(2);
  }
}
