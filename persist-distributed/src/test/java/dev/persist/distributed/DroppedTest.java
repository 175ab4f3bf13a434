package dev.persist.distributed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.persist.Commit;
import dev.persist.CommitId;
import dev.persist.CommitResult.AlreadyCommitted;
import dev.persist.CommitResult.Committed;
import dev.persist.Event;
import dev.persist.NewEvent;
import dev.persist.conformance.Rule;
import dev.persist.ordered.Layout;
import dev.persist.spi.Link;
import dev.persist.spi.Movable;
import dev.persist.spi.StreamHead;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Events and ids that a commit drops are gone at once, and are removed afterwards. */
class DroppedTest {
  private static final Path STORE = Servers.newStore();
  private static final AtomicInteger NAMES = new AtomicInteger();

  /** More than are removed in one transaction. */
  private static final int EVENTS = 200;

  private static Movable one;
  private static Movable two;

  private final String stream = "s" + NAMES.incrementAndGet();

  @BeforeAll
  static void openBoth() {
    one = open();
    two = open();
  }

  @AfterAll
  static void close() {
    one.close();
    two.close();
  }

  private static Movable open() {
    return (Movable) new ScalarDbProvider().open("scalardb:" + STORE);
  }

  @Test
  @Rule("L12")
  void the_events_are_removed_when_the_truncation_is_answered() {
    append(one, EVENTS);
    one.commit(truncation(150));
    assertThat(stored()).isEqualTo(EVENTS - 150);
    assertThat(toRemove()).isFalse();
    append(one, 1);
    two.commit(truncation(EVENTS + 1));
    assertThat(stored()).isZero();
    assertThat(one.lastSeq(stream)).isEqualTo(EVENTS + 1);
  }

  @Test
  @Rule("C22")
  void the_ids_are_removed_when_they_are_forgotten() {
    appendOnce(one, EVENTS);
    one.commit(forgetting(150));
    assertThat(storedIds()).isEqualTo(EVENTS - 150);
    assertThat(toRemove()).isFalse();
    assertThat(two.commit(once(150))).isInstanceOf(Committed.class);
    assertThat(two.commit(once(151))).isInstanceOf(AlreadyCommitted.class);
  }

  @Test
  @Rule("C22")
  void nobody_sees_the_ids_that_a_killed_process_has_not_removed() {
    appendOnce(one, EVENTS);
    commitOnly(forgetting(150));
    assertThat(storedIds()).isEqualTo(EVENTS);
    assertThat(one.outcome(stream, "150")).isEmpty();
    assertThat(one.outcome(stream, "151")).isPresent();
    try (var contents = two.contents()) {
      assertThat(contents.outcomes(stream, "", EVENTS).stream().filter(each -> each.id().stream().equals(stream)))
          .hasSize(EVENTS - 150);
    }
    assertThat(two.commit(once(150))).isInstanceOf(Committed.class);
    assertThat(one.commit(once(150))).isInstanceOf(AlreadyCommitted.class);
    two.commit(forgetting(151));
    assertThat(storedIds()).isEqualTo(EVENTS - 150);
    assertThat(one.commit(once(150))).as("it is of a later seq now").isInstanceOf(AlreadyCommitted.class);
  }

  @Test
  @Rule("C22")
  void an_id_that_was_not_used_yet_is_not_forgotten() {
    appendOnce(one, 2);
    commitOnly(forgetting(100));
    assertThat(two.commit(once(1))).isInstanceOf(Committed.class);
    assertThat(one.commit(once(1))).isInstanceOf(AlreadyCommitted.class);
    one.commit(forgetting(2));
    assertThat(two.commit(once(1))).isInstanceOf(AlreadyCommitted.class);
    assertThat(storedIds()).isEqualTo(1);
  }

  @Test
  @Rule({"L12", "L20", "C3"})
  void nobody_sees_the_events_that_a_killed_process_has_not_removed() {
    append(one, EVENTS);
    commitOnly(truncation(150));
    assertThat(stored()).isEqualTo(EVENTS - 1);
    assertThat(stored(Layout.event(stream, 150), Layout.event(stream, 151)))
        .as("or a reader that reads the row before it, and events after it, would see all events and the next ones")
        .isZero();
    for (var backend : List.of(one, two)) {
      assertThat(seqs(backend.read(stream, 1, EVENTS))).containsExactlyElementsOf(seqs(151, EVENTS));
      assertThat(seqs(backend.follow(List.of(new Link(stream, 150), new Link(stream, 151))))).containsExactly(151L);
      try (var contents = backend.contents()) {
        assertThat(contents.head(stream)).contains(new StreamHead(stream, EVENTS, 150));
        var events = contents.events(stream, 0, EVENTS).stream().filter(event -> event.stream().equals(stream));
        assertThat(seqs(events.toList())).containsExactlyElementsOf(seqs(151, EVENTS));
      }
    }
  }

  @Test
  void the_next_truncation_removes_what_was_left() {
    append(one, EVENTS);
    commitOnly(truncation(100));
    two.commit(truncation(150));
    assertThat(stored()).isEqualTo(EVENTS - 150);
    assertThat(toRemove()).isFalse();
  }

  @Test
  void the_next_opening_removes_what_was_left() {
    append(one, EVENTS);
    commitOnly(truncation(150));
    try (var next = open()) {
      while (toRemove()) { // within the time that a test has
        LockSupport.parkNanos(10_000_000);
      }
      assertThat(seqs(next.read(stream, 1, EVENTS))).containsExactlyElementsOf(seqs(151, EVENTS));
    }
    assertThat(stored()).isEqualTo(EVENTS - 150);
  }

  @Test
  void a_long_stream_is_truncated_while_another_process_appends_to_it_without_a_pause() throws InterruptedException {
    var events = 10 * EVENTS;
    append(one, events);
    one.commit(truncation(1));
    var busy = new AtomicBoolean(true);
    var appending = Thread.ofPlatform().start(() -> {
      for (var i = 0; busy.get(); i++) {
        append(two, 1);
        two.commit(once(-i));
      }
    });
    try {
      assertThat(one.commit(truncation(events))).isInstanceOf(Committed.class);
      assertThat(one.commit(forgetting(events))).isInstanceOf(Committed.class);
    } finally {
      busy.set(false);
      appending.join();
    }
    assertThat(stored()).isEqualTo(one.lastSeq(stream) - events);
  }

  private void append(Movable backend, int events) {
    var commit = Commit.builder();
    for (var i = 0; i < events; i++) {
      commit.append(stream, NewEvent.of("x", Instant.EPOCH, i));
    }
    assertThat(backend.commit(commit.build())).isInstanceOf(Committed.class);
  }

  private Commit truncation(long through) {
    return Commit.builder().truncate(stream, through).build();
  }

  private void appendOnce(Movable backend, int commits) {
    var chain = IntStream.rangeClosed(1, commits).mapToObj(this::once).toList();
    assertThat(backend.commitInOrder(chain)).hasSize(commits).hasOnlyElementsOfType(Committed.class);
  }

  private Commit once(int key) {
    return Commit.builder()
        .id(new CommitId(stream, "" + key, "digest"))
        .append(stream, NewEvent.of("x", Instant.EPOCH, key))
        .build();
  }

  private Commit forgetting(long through) {
    return Commit.builder().forget(stream, through).build();
  }

  /** Commits as a process does that is killed after that. */
  private void commitOnly(Commit commit) {
    try (var cluster = Cluster.open(Settings.read("scalardb:" + STORE))) {
      new Writer(cluster, cluster.of(stream)).write(List.of(List.of(commit)));
    }
  }

  /** Returns how many events of the stream there are in the server. */
  private long stored() {
    return stored(Layout.event(stream, 0), Layout.event(stream, Long.MAX_VALUE));
  }

  private long storedIds() {
    return stored(Layout.outcome(stream, ""), Layout.afterAll(Layout.outcome(stream, "")));
  }

  private long stored(byte[] from, byte[] end) {
    var count = 0L;
    try (var cluster = Cluster.open(Settings.read("scalardb:" + STORE));
        var cells = cluster.beginReading();
        var rows = cells.scan(cluster.of(stream), from, end, 0)) {
      while (rows.next().isPresent()) {
        count++;
      }
    }
    return count;
  }

  private boolean toRemove() {
    try (var cluster = Cluster.open(Settings.read("scalardb:" + STORE)); var cells = cluster.beginReading()) {
      return Dropped.in(cells, cluster.of(stream)).containsKey(stream);
    }
  }

  private static List<Long> seqs(List<Event> events) {
    return events.stream().map(Event::seq).toList();
  }

  private static List<Long> seqs(long first, long last) {
    return LongStream.rangeClosed(first, last).boxed().toList();
  }
}
