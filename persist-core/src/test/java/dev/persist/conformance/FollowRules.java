package dev.persist.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.persist.Codec;
import dev.persist.Commit;
import dev.persist.Event;
import dev.persist.NewEvent;
import dev.persist.Persist;
import dev.persist.internal.Pages;
import dev.persist.log.Linked;
import dev.persist.memory.MemoryBlobStore;
import dev.persist.spi.Backend;
import dev.persist.spi.Link;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The events that links point to, many at once (rules L10, L11). */
@Rule("L11")
abstract class FollowRules extends Suite {
  FollowRules(ConformanceKit kit) {
    super(kit);
  }

  private List<Link> followed(Link... links) {
    return backend.follow(List.of(links)).stream().map(FollowRules::link).toList();
  }

  private static Link link(Event event) {
    return new Link(event.stream(), event.seq());
  }

  @Test
  void events_come_whole_in_the_order_of_the_links_and_as_often() {
    for (var stream : List.of("a", "b", "c")) {
      log().append(stream, events(stream + 1, stream + 2, stream + 3));
    }
    restart();
    var all = Stream.of("c", "a", "b").flatMap(stream -> log().read(stream)).toList();
    for (var asked : List.of(all, all.reversed(), List.of(all.get(1), all.get(1), all.get(2), all.get(1)),
        all.subList(4, 5))) {
      assertThat(backend.follow(asked.stream().map(FollowRules::link).toList())).isEqualTo(asked);
    }
    assertThat(backend.follow(List.of())).isEmpty();
  }

  @Test
  void many_links_are_followed_at_once() {
    var streams = IntStream.range(0, Pages.SIZE + 13).mapToObj(i -> "s" + i).toList();
    var commit = Commit.builder();
    streams.forEach(stream -> commit.append(stream, event("x")).append(stream, event("y")).append("one", event("z")));
    store.commit(commit.build());
    var links = new ArrayList<Link>();
    streams.forEach(stream -> links.add(new Link(stream, 2)));
    IntStream.rangeClosed(1, streams.size()).forEach(seq -> links.add(new Link("one", seq)));
    Collections.shuffle(links, new Random(7));
    assertThat(followed(links.toArray(Link[]::new))).isEqualTo(links);
  }

  @Test
  @Rule("L20")
  void what_was_truncated_or_never_there_is_absent_and_nothing_else() {
    log().append("a", events("1", "2", "3", "4"));
    log().append("b", events("1"));
    log().append("gone", events("1", "2"));
    log().truncate("a", 2);
    log().truncate("gone", 2);
    restart();
    var there = List.of(new Link("a", 3), new Link("b", 1), new Link("a", 4));
    assertThat(followed(new Link("a", 2), new Link("a", 3), new Link("never", 1), new Link("b", 1), new Link("a", 1),
        new Link("a", 4), new Link("a", 5))).isEqualTo(there);
    assertThat(followed(new Link("a", 3), new Link("gone", 2), new Link("gone", 3), new Link("b", 1), new Link("b", 0),
        new Link("b", -1), new Link("b", Long.MIN_VALUE), new Link("b", Long.MAX_VALUE), new Link("a", 4)))
        .isEqualTo(there);
    assertThat(followed(new Link("gone", 1))).isEmpty();
  }

  @Test
  void streams_whose_names_are_alike_do_not_mix() {
    var links = Stream
        .of("a", "a\0", "a\0\0", "\0", "A", "a\u0001", "ab", "a/b", "é", "\"", "\\", "\ud83d\ude00", "{,}", "1")
        .map(name -> new Link(name, 1))
        .toList();
    links.forEach(link -> log().append(link.stream(), events(link.stream())));
    assertThat(backend.follow(links)).extracting(Event::type)
        .containsExactlyElementsOf(
            links.stream().map(Link::stream).toList());
    assertThat(backend.follow(links)).map(FollowRules::link).isEqualTo(links);
  }

  @Test
  @Rule("L10")
  void a_page_ends_after_so_many_bytes_and_what_is_absent_counts_nothing() {
    var links = new ArrayList<Link>();
    for (var i = 0; i < 7; i++) {
      log().append("large" + i, List.of(NewEvent.of("large", AT, "x".repeat(1_000_000))));
      links.addAll(List.of(new Link("never", i), new Link("large" + i, 1)));
    }
    log().append("small", events("small"));
    links.add(new Link("small", 1));
    assertThat(backend.follow(links)).extracting(Event::stream)
        .containsExactly("large0", "large1", "large2", "large3", "large4");
    assertThat(backend.follow(links.subList(10, 15))).extracting(Event::stream)
        .containsExactly("large5", "large6", "small");
    assertThat(backend.follow(Collections.nCopies(9, links.get(1)))).hasSize(5);
    assertThat(backend.follow(links.subList(14, 15))).hasSize(1);
  }

  @Test
  @Rule("C3")
  void events_that_are_appended_and_dropped_beside_it_come_or_are_absent() throws Exception {
    var last = 300;
    var links = IntStream.rangeClosed(1, last).mapToObj(seq -> new Link("s", seq)).toList();
    Race.onPlatformThreads(2, racer -> {
      if (racer == 0) {
        for (var seq = 1; seq <= last; seq++) {
          append("s");
          if (seq % 10 == 0) {
            log().truncate("s", seq - 5);
          }
        }
        return true;
      }
      for (var end = 0L; end < last;) {
        var dropped = log().lastSeq("s") - log().count("s");
        var found = backend.follow(links);
        assertThat(found).map(Event::seq).isSorted().doesNotHaveDuplicates();
        assertThat(found.isEmpty() || found.getFirst().seq() > dropped).isTrue();
        end = Math.max(end, found.isEmpty() ? 0 : found.getLast().seq());
      }
      return true;
    });
  }

  /** What a timeline makes of it. */
  private static final class Counting extends DelegatingBackend {
    final AtomicInteger calls = new AtomicInteger();
    Runnable before = () -> {
    };

    Counting(Backend backend) {
      super(backend);
    }

    @Override
    public List<Event> read(String stream, long fromSeq, int limit) {
      calls.incrementAndGet();
      return backend.read(stream, fromSeq, limit);
    }

    @Override
    public List<Event> follow(List<Link> links) {
      calls.incrementAndGet();
      before.run();
      return backend.follow(links);
    }
  }

  @Test
  @Rule("L22")
  void a_page_of_links_costs_two_calls_however_many_streams_they_point_to() {
    var commit = Commit.builder();
    IntStream.range(0, 2 * Pages.SIZE).forEach(i -> commit.append("s" + i, event("x")).global());
    store.commit(commit.build());
    log().truncate("s3", 1);
    var counting = new Counting(backend);
    var page = Persist.over(counting).log().global().page(1);
    assertThat(page).hasSize(Pages.SIZE).element(3).isEqualTo(new Linked.Compacted(4, "s3", 1));
    assertThat(page).filteredOn(Linked.Present.class::isInstance).hasSize(Pages.SIZE - 1);
    assertThat(counting.calls).hasValue(2);
  }

  @Test
  @Rule("P3")
  void what_is_archived_between_the_reads_of_a_link_and_of_its_event_is_found() {
    var blobs = new MemoryBlobStore();
    store.commit(Commit.builder()
        .append("a", event("1"))
        .link("links")
        .append("b", event("2"))
        .link("links")
        .append("a", event("3"))
        .link("links")
        .build());
    var before = log().timeline("links").read().toList();
    var counting = new Counting(backend);
    counting.before = () -> {
      for (var stream : List.of("a", "b")) {
        store.archivingTo(blobs).snapshots("count", 1, COUNT, Codec.of(Integer.class)).compact(stream);
      }
    };
    assertThat(Persist.over(counting).archivingTo(blobs).log().timeline("links").read()).isEqualTo(before);
    assertThat(log().read("a")).isEmpty();
    assertThat(log().timeline("links").read()).hasOnlyElementsOfType(Linked.Compacted.class).hasSize(3);
  }

  @Test
  @Rule({"L10", "P3"})
  void a_page_of_links_to_archived_events_ends_after_so_many_bytes() {
    var archiving = store.archivingTo(new MemoryBlobStore());
    for (var i = 0; i < 7; i++) {
      var large = NewEvent.of("large", AT, "x".repeat(1_000_000));
      store.commit(Commit.builder().append("large" + i, large).link("links").build());
      archiving.snapshots("count", 1, COUNT, Codec.of(Integer.class)).compact("large" + i);
    }
    var timeline = archiving.log().timeline("links");
    assertThat(timeline.page(1)).hasSize(5);
    assertThat(timeline.read()).hasOnlyElementsOfType(Linked.Present.class).hasSize(7);
  }
}
