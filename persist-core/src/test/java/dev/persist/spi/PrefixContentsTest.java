package dev.persist.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.persist.Commit;
import dev.persist.CommitId;
import dev.persist.Entry;
import dev.persist.Event;
import dev.persist.Json;
import dev.persist.NewEvent;
import dev.persist.Persist;
import dev.persist.StoreException;
import dev.persist.internal.OwnKeys;
import dev.persist.memory.MemoryBackend;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PrefixContentsTest {
  private static final Instant AT = Instant.EPOCH;
  private static final String LAST = "\udbff\udfff";
  private static final String LONG = "l".repeat(300);

  /** Before and after persist's own names, and next to where a page may begin. */
  private static final List<String> NAMES = List.of("\0", "!", "!a", "#" + LAST, "#" + LAST + "x", "%", "a", "a.",
      "a." + LAST,
      "a." + LAST + "x", "a/", "a/\0", "a/b", "a/" + LAST, "a0", "b", "\ud7ff", "\ue000", "\ue000x", "\uffff",
      "\ud83d\ude00",
      LAST, LAST + "x");

  private final MemoryBackend backend = new MemoryBackend();
  private final Persist store = Persist.over(backend);

  @AfterEach
  void close() {
    store.close();
  }

  private Contents part(String prefix) {
    return backend.contents().ofPrefix(prefix);
  }

  private static <T> List<T> paged(List<T> first, Function<T, List<T>> after) {
    var all = new ArrayList<T>();
    for (var page = first; !page.isEmpty(); page = after.apply(page.getLast())) {
      all.addAll(page);
    }
    return all;
  }

  private static List<Object> all(Contents contents, int limit) {
    var all = new ArrayList<Object>(
        paged(contents.streams("", limit), head -> contents.streams(head.stream(), limit)));
    all.addAll(paged(contents.events("", 0, limit), last -> contents.events(last.stream(), last.seq(), limit)));
    all.addAll(paged(contents.outcomes("", "", limit),
        last -> contents.outcomes(last.id().stream(), last.id().key(), limit)));
    all.addAll(paged(contents.entries("", limit), last -> contents.entries(last.key(), limit)));
    return all;
  }

  @ParameterizedTest
  @ValueSource(strings = {"\0", "!", "#", "%", "a", "a/", "b", "\ue000", "\uffff", "\ud83d\ude00", LAST, "none"})
  void pages_of_any_size_have_what_begins_with_the_prefix_in_name_order(String prefix) {
    for (var name : NAMES) {
      for (var i = 0; i < 3; i++) {
        store.commit(Commit.builder()
            .id(CommitId.of(name, "k" + i, Json.NULL))
            .append(name, NewEvent.of("x", AT, i))
            .global()
            .put(name, Json.of(i))
            .build());
      }
    }
    var mine = new ArrayList<Object>();
    try (var whole = backend.contents()) {
      whole.streams().filter(head -> head.stream().startsWith(prefix)).forEach(mine::add);
      whole.events().filter(event -> event.stream().startsWith(prefix)).forEach(mine::add);
      whole.outcomes()
          .filter(outcome -> outcome.id().stream().startsWith(prefix))
          .map(outcome -> new Outcome(outcome.id(), outcome.events().subList(0, 1))) // without the link
          .forEach(mine::add);
      whole.entries().filter(entry -> entry.key().startsWith(prefix)).forEach(mine::add);
    }
    try (var part = part(prefix)) {
      for (var limit : List.of(1, 2, 7, 500)) {
        assertThat(all(part, limit)).as("limit %s", limit).isEqualTo(mine);
      }
      for (var name : NAMES) {
        assertThat(part.head(name).isPresent()).isEqualTo(name.startsWith(prefix));
        assertThat(part.value(name).isPresent()).isEqualTo(name.startsWith(prefix));
      }
      assertThat(part.head(Event.GLOBAL)).isEmpty();
    }
  }

  /** Counts what it hands over, and notes when it is closed. */
  private static final class Counting implements Contents {
    private final Contents contents;
    private long handedOver;
    private boolean closed;

    Counting(Contents contents) {
      this.contents = contents;
    }

    private <T> List<T> counted(List<T> page) {
      handedOver += page.size();
      return page;
    }

    @Override
    public Optional<StreamHead> head(String stream) {
      return contents.head(stream);
    }

    @Override
    public Optional<Json> value(String key) {
      return contents.value(key);
    }

    @Override
    public List<StreamHead> streams(String stream, int limit) {
      return counted(contents.streams(stream, limit));
    }

    @Override
    public List<Event> events(String stream, long seq, int limit) {
      return counted(contents.events(stream, seq, limit));
    }

    @Override
    public List<Outcome> outcomes(String stream, String key, int limit) {
      return counted(contents.outcomes(stream, key, limit));
    }

    @Override
    public List<Entry<Json>> entries(String key, int limit) {
      return counted(contents.entries(key, limit));
    }

    @Override
    public List<String> fileProblems() {
      return List.of("the file");
    }

    @Override
    public void close() {
      closed = true;
      contents.close();
    }
  }

  @Test
  void what_other_streams_hold_is_not_read() {
    for (var other : List.of("%", "b", "z")) {
      for (var i = 0; i < 20; i++) {
        store.log().appendGlobal(other, Collections.nCopies(1_000, NewEvent.of("x", AT, 1)));
      }
    }
    store.log().append("m/a", "x", AT, 1);
    var counting = new Counting(backend.contents());
    try (var part = counting.ofPrefix("m/")) {
      assertThat(all(part, 100)).hasSize(2);
      assertThat(part.fileProblems()).containsExactly("the file");
    }
    assertThat(counting.handedOver).isLessThan(2_000);
    assertThat(counting.closed).isTrue();
  }

  @Test
  void contents_that_have_no_such_part_are_closed() {
    var counting = new Counting(backend.contents());
    assertThatThrownBy(() -> counting.ofPrefix("$global")).isInstanceOf(IllegalArgumentException.class);
    assertThat(counting.closed).isTrue();
  }

  @Test
  void what_persist_keeps_about_a_stream_goes_with_it_whatever_the_length_of_its_name() {
    for (var tenant : List.of("m/", "n/")) {
      for (var stream : List.of(tenant + "s", tenant + LONG)) {
        store.log().append(stream, "x", AT, 1);
        for (var key : List.of(OwnKeys.key(stream, "snapshot", "v", 1), OwnKeys.tagRule(stream),
            OwnKeys.key("", "readers", "view", stream),
            OwnKeys.key(OwnKeys.tagStream(stream, 1, LONG), "consumers"))) {
          backend.commit(Commit.builder().put(key, Json.of(Map.of("v", key))).build());
        }
        backend
            .commit(Commit.builder().append(OwnKeys.tagStream(stream, 1, LONG), NewEvent.of("x", AT, tenant)).build());
        store.log().prefix(stream).build(10);
      }
    }
    try (var part = part("m/"); var other = part("n/"); var whole = backend.contents()) {
      assertThat(part.streams()).hasSize(6);
      assertThat(part.events()).hasSize(4 + 2);
      assertThat(part.entries()).hasSize(8 + 1);
      assertThat(PrefixRules.of(part.value(PrefixRules.KEY)).prefixes()).containsExactly("m/" + LONG, "m/s");
      assertThat(part.streams()).doesNotContainAnyElementsOf(other.streams().toList());
      assertThat(part.streams().count() + other.streams().count()).isEqualTo(whole.streams().count());
      // the registered prefixes are one entry of the whole
      assertThat(part.entries().count() + other.entries().count()).isEqualTo(whole.entries().count() + 1);
    }
  }

  @Test
  void a_mark_that_a_build_left_goes_only_with_its_prefix() {
    store.log().append("a/1", List.of(NewEvent.of("x", AT, 1), NewEvent.of("x", AT, 2)));
    for (var prefix : List.of("", "a", "a/")) {
      store.log().prefix(prefix).build(1);
    }
    store.log().append("a/2", "x", AT, 1);
    try (var part = part("a/")) {
      assertThat(part.entries().map(Entry::key)).containsExactly(PrefixRules.KEY, PrefixRules.mark("a/2", "a/"));
      assertThat(PrefixRules.of(part.value(PrefixRules.KEY)).prefixes()).containsExactly("a/");
    }
  }

  @Test
  void a_part_of_a_part_is_a_part() {
    store.log().append("a/b/c", "x", AT, 1);
    store.log().append("a/c", "x", AT, 1);
    try (var part = part("a/").ofPrefix("a/b/")) {
      assertThat(part.streams()).containsExactly(new StreamHead("a/b/c", 1, 0));
    }
  }

  @Test
  void a_link_out_of_it_is_found_behind_a_page_of_links() {
    for (var i = 0; i < 600; i++) {
      store.commit(Commit.builder().append("a/s", NewEvent.of("x", AT, i)).link("a/all").build());
    }
    store.commit(Commit.builder().append("b", NewEvent.of("x", AT, 1)).link("a/all").build());
    assertThatThrownBy(() -> part("a/")).isInstanceOf(StoreException.Unavailable.class)
        .hasMessage(
            "event 601 of stream \"a/all\" links to event 1 of stream \"b\", which does not begin with \"a/\", so it "
                + "would lead nowhere; truncate stream \"a/all\" through its last such link, or take a prefix that both have");
  }
}
