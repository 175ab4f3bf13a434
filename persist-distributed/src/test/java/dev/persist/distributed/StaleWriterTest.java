package dev.persist.distributed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.scalar.db.api.TransactionState;
import dev.persist.Commit;
import dev.persist.CommitId;
import dev.persist.CommitResult;
import dev.persist.CommitResult.AlreadyCommitted;
import dev.persist.CommitResult.Committed;
import dev.persist.CommitResult.Conflict;
import dev.persist.Event;
import dev.persist.Json;
import dev.persist.NewEvent;
import dev.persist.Persist;
import dev.persist.conformance.Rule;
import dev.persist.distributed.StreamRow.Kept;
import dev.persist.group.GroupWriter.Apart;
import dev.persist.internal.OwnKeys;
import dev.persist.log.Prefix;
import dev.persist.ordered.Head;
import dev.persist.ordered.Layout;
import dev.persist.spi.Movable;
import dev.persist.spi.PrefixRules;
import dev.persist.spi.StreamHead;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A writer guesses from what it saw last. Meanwhile another process writes, so that the guess is wrong. */
class StaleWriterTest {
  private static final Path STORE = Servers.newStore();
  private static final Placement PLACEMENT = new Placement(Servers.PARTITIONS);
  private static final AtomicInteger NAMES = new AtomicInteger();
  private static final String PREFIX = "prefix-";

  /** So many appends, and the last one was a guess. */
  private static final long FIRST = 8;

  private static Movable one;
  private static Movable two;

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

  /** On one partition, and not the first, where the writers over several have their marks. */
  private final String tag = tag(1);
  private final String stream = tag + "s";
  private final String other = tag + "other";
  private final String key = tag + "key";

  /** On another one. */
  private final String far = tag(2);

  private static Movable open() {
    return (Movable) new ScalarDbProvider().open("scalardb:" + STORE);
  }

  private static String tag(int partition) {
    return Stream.generate(() -> "{" + NAMES.incrementAndGet() + "}")
        .filter(tag -> PLACEMENT.of(tag) == partition)
        .findFirst()
        .orElseThrow();
  }

  @Test
  @Rule("C7")
  void an_append_takes_the_next_seq_though_another_process_has_taken_the_one_it_guessed() {
    appendUntilItGuesses(one, stream);
    assertThat(append(two, stream)).isEqualTo(FIRST + 1);
    assertThat(append(one, stream)).isEqualTo(FIRST + 2);
    assertThat(append(two, stream)).isEqualTo(FIRST + 3);
    assertThat(seqs(one, stream)).containsExactlyElementsOf(LongStream.rangeClosed(1, FIRST + 3).boxed().toList());
  }

  @Test
  @Rule("C3")
  void a_guard_is_checked_by_what_is_there() {
    appendUntilItGuesses(one, stream);
    append(two, stream);
    assertThat(one.commit(commit().streamAt(stream, FIRST).append(stream, event()).build()))
        .isInstanceOf(Conflict.class);
    assertThat(one.commit(commit().streamAt(stream, FIRST + 1).append(stream, event()).build()))
        .isInstanceOf(Committed.class);
    assertThat(two.commit(commit().streamAt(stream, 0).append(stream, event()).build()))
        .isInstanceOf(Conflict.class);
    assertThat(two.lastSeq(stream)).isEqualTo(FIRST + 2);
  }

  @Test
  @Rule("C3")
  void a_guard_on_a_stream_that_the_commit_does_not_append_to_is_checked_by_what_is_there() {
    append(one, stream);
    appendUntilItGuesses(one, other);
    append(two, other);
    assertThat(one.commit(commit().streamAt(other, FIRST).append(stream, event()).build()))
        .isInstanceOf(Conflict.class);
    assertThat(one.commit(commit().streamAt(other, FIRST).put(key, Json.of(1)).build())).isInstanceOf(Conflict.class);
    assertThat(one.commit(commit().streamAt(other, FIRST + 1).append(stream, event()).build()))
        .isInstanceOf(Committed.class);
  }

  @Test
  @Rule("C20")
  void an_id_that_another_process_has_used_is_found_whatever_the_guards_say() {
    append(one, stream);
    var commit = commit().id(id("x")).streamAt(stream, 1).append(stream, event()).build();
    assertThat(two.commit(commit)).isInstanceOf(Committed.class);
    assertThat(one.commit(commit)).isInstanceOf(AlreadyCommitted.class);
    assertThat(one.commit(commit().id(id("y")).append(stream, event()).build())).isInstanceOf(Committed.class);
    assertThat(two.commit(commit().id(id("y")).append(stream, event()).build())).isInstanceOf(AlreadyCommitted.class);
    assertThat(seqs(one, stream)).containsExactly(1L, 2L, 3L);
  }

  @Test
  @Rule("C20")
  void an_id_that_is_forgotten_in_the_same_group_may_be_used_again_and_another_one_not() {
    var first = commit().id(id("x")).append(stream, event()).build();
    one.commit(first);
    two.commit(commit().id(id("y")).append(stream, event()).build());
    var results = one.commitInOrder(List.of(
        commit().forget(stream, 1).put(key, Json.of(1)).build(),
        first,
        commit().id(id("y")).append(stream, event()).build()));
    assertThat(results).hasExactlyElementsOfTypes(Committed.class, Committed.class, AlreadyCommitted.class);
    assertThat(seqs(two, stream)).containsExactly(1L, 2L, 3L);
  }

  @Test
  @Rule("C24")
  void no_seq_is_given_out_again_after_another_process_has_truncated() {
    appendUntilItGuesses(one, stream);
    append(two, stream);
    two.commit(commit().truncate(stream, FIRST + 1).build());
    assertThat(append(one, stream)).isEqualTo(FIRST + 2);
    append(two, stream);
    two.commit(commit().truncate(stream, FIRST + 3).build());
    assertThat(append(one, stream)).isEqualTo(FIRST + 4);
    assertThat(seqs(two, stream)).containsExactly(FIRST + 4);
    assertThat(one.lastSeq(stream)).isEqualTo(FIRST + 4);
  }

  @Test
  @Rule("C24")
  void nor_by_a_commit_over_several_partitions() {
    var both = commit().append(stream, event()).append(far, event()).build();
    for (var i = 0; i < FIRST; i++) {
      one.commit(both);
    }
    append(two, stream);
    two.commit(commit().truncate(stream, FIRST + 1).build());
    var result = (Committed) one.commit(both);
    assertThat(result.events()).extracting(Event::seq).containsExactly(FIRST + 2, FIRST + 1);
    assertThat(seqs(two, stream)).containsExactly(FIRST + 2);
    assertThat(two.lastSeq(far)).isEqualTo(FIRST + 1);
  }

  @Test
  @Rule("C24")
  void nor_by_a_link_that_no_commit_names() {
    var prefix = PREFIX + NAMES.incrementAndGet();
    var links = OwnKeys.prefixStream(prefix);
    var linked = Stream.generate(() -> prefix + "/" + NAMES.incrementAndGet())
        .filter(name -> PLACEMENT.of(name) != PLACEMENT.of(links) && PLACEMENT.of(name) != 0)
        .findFirst()
        .orElseThrow();
    try (var first = Persist.open("scalardb:" + STORE); var second = Persist.open("scalardb:" + STORE)) {
      while (!(first.log().prefix(prefix).build(10) instanceof Prefix.Built)) {
        // More are there to be linked.
      }
      for (var i = 0; i < FIRST; i++) {
        first.log().append(linked, List.of(event()));
      }
      second.log().append(linked + "/of-two", List.of(event()));
      two.commit(commit().truncate(links, FIRST + 1).build());
      first.log().append(linked, List.of(event()));
      assertThat(seqs(two, links)).containsExactly(FIRST + 2);
    }
  }

  @Test
  @Rule("C24")
  void nor_by_a_writer_whose_mark_was_dropped_because_it_slept_for_long() {
    appendUntilItGuesses(one, stream);
    append(two, stream);
    var partition = Settings.read("scalardb:" + STORE).partitions().get(PLACEMENT.of(stream));
    Servers.execute(partition.server(), "DELETE FROM " + partition.table("cell") + " WHERE c >= 'w' AND c < 'x'");
    append(two, stream);
    two.commit(commit().truncate(stream, FIRST + 2).build());
    append(one, other); // leaves a mark again
    assertThat(append(one, stream)).isEqualTo(FIRST + 3);
  }

  @Test
  void the_row_of_a_stream_is_written_by_each_append_once_guesses_have_ended() {
    appendUntilItGuesses(one, stream);
    try (var cluster = Cluster.open(Settings.read("scalardb:" + STORE))) {
      assertThat(row(cluster)).isEqualTo(new StreamRow(new Head(1, 0), Kept.LAGGING));
      new Marks(cluster).endGuesses(List.of(stream));
      assertThat(row(cluster).kept()).isEqualTo(Kept.WRITTEN);
      append(one, stream);
      assertThat(row(cluster)).as("also when the process that ended the guesses has ended, too")
          .isEqualTo(new StreamRow(new Head(FIRST + 1, 0), Kept.EXACT));
    }
    append(two, stream);
    two.commit(commit().truncate(stream, 1).build());
    try (var cluster = Cluster.open(Settings.read("scalardb:" + STORE))) {
      assertThat(row(cluster)).isEqualTo(new StreamRow(new Head(FIRST + 2, 1), Kept.EXACT));
    }
  }

  @Test
  void the_row_of_a_stream_that_processes_race_for_becomes_exact() throws InterruptedException {
    try (var cluster = Cluster.open(Settings.read("scalardb:" + STORE))) {
      var isExact = new AtomicBoolean();
      var racing = Thread.ofPlatform().start(() -> {
        while (!isExact.get()) {
          append(two, stream);
        }
      });
      while (row(cluster).kept() != Kept.EXACT) { // within the time that a test has
        append(one, stream);
      }
      isExact.set(true);
      racing.join();
      assertThat(row(cluster).head().lastSeq()).isEqualTo(one.lastSeq(stream));
    }
  }

  private StreamRow row(Cluster cluster) {
    return cluster.reading(cells -> StreamRow.of(cells, cluster.of(stream), stream));
  }

  @Test
  @Rule("C6")
  void a_row_that_a_killed_client_has_prepared_is_in_nobodys_way() {
    appendUntilItGuesses(one, stream);
    prepare(stream, FIRST + 1);
    assertThat(append(one, stream)).isEqualTo(FIRST + 1);
    one.commit(commit().truncate(stream, 1).build());
    prepare(stream, FIRST + 2);
    assertThat(append(two, stream)).isEqualTo(FIRST + 2);
  }

  /** Leaves an event as a client does that was killed, long ago, before its transaction was committed. */
  private static void prepare(String stream, long seq) {
    var partition = Settings.read("scalardb:" + STORE).partitions().get(PLACEMENT.of(stream));
    Servers.execute(partition.server(), "INSERT INTO " + partition.table("cell")
        + " (p, c, v, tx_id, tx_state, tx_version, tx_prepared_at) VALUES (0, '\\x"
        + HexFormat.of().formatHex(Layout.event(stream, seq)) + "', '\\x', 'gone-" + seq + "', "
        + TransactionState.PREPARED.get() + ", 1, 0)");
  }

  @Test
  @Rule("C24")
  void nor_while_writers_of_both_processes_are_busy() throws InterruptedException {
    var busy = new AtomicBoolean(true);
    var threads = new ArrayList<Thread>();
    var given = new ConcurrentHashMap<List<Object>, Boolean>();
    var repeated = new AtomicInteger();
    for (var backend : List.of(one, two)) {
      for (var i = 0; i < 3; i++) {
        var name = tag + (i % 2);
        threads.add(Thread.ofPlatform().start(() -> {
          while (busy.get()) {
            repeated.addAndGet(given.put(List.of(name, append(backend, name)), true) == null ? 0 : 1);
            LockSupport.parkNanos(20_000_000);
          }
        }));
      }
    }
    for (var i = 0; i < 12; i++) {
      while (given.size() < 8 * (i + 1)) {
        Thread.onSpinWait();
      }
      var name = tag + (i % 2);
      (i % 3 == 0 ? one : two).commit(commit().truncate(name, two.lastSeq(name)).build());
    }
    busy.set(false);
    for (var thread : threads) {
      thread.join();
    }
    assertThat(repeated).hasValue(0);
    for (var name : List.of(tag + 0, tag + 1)) {
      var seqs = given.keySet().stream().filter(each -> each.getFirst().equals(name)).count();
      assertThat(one.lastSeq(name)).isEqualTo(seqs).isGreaterThan(20);
    }
  }

  @Test
  @Rule("C24")
  void a_truncation_and_an_append_in_one_commit_count_what_another_process_has_added() {
    appendUntilItGuesses(one, stream);
    append(two, stream);
    one.commit(commit().truncate(stream, FIRST + 5).append(stream, event()).build());
    assertThat(seqs(two, stream)).containsExactly(FIRST + 2);
    assertThat(append(two, stream)).isEqualTo(FIRST + 3);
  }

  @Test
  void a_stream_that_another_process_has_appended_to_does_not_hold_up_the_others_of_its_group() {
    try (var cluster = Cluster.open(Settings.read("scalardb:" + STORE))) {
      var writer = new Writer(cluster, cluster.of(stream));
      var chain = List.of(commit().append(stream, event()).build());
      for (var i = 0; i < FIRST; i++) {
        writer.write(List.of(chain));
      }
      append(two, stream);
      var group = List.of(List.of(commit().append(other, event()).build()), chain,
          List.of(commit().put(key, Json.of(1)).build()), List.of(commit().append(stream, event()).build()));
      assertThatThrownBy(() -> writer.write(group))
          .isInstanceOfSatisfying(Apart.class, apart -> assertThat(IntStream.range(0, 4).filter(apart::has))
              .containsExactly(1, 3));
      assertThat(two.lastSeq(other)).isZero();
      assertThat(two.lastSeq(stream)).isEqualTo(FIRST + 1);
      append(two, stream);
      assertThat(writer.write(List.of(chain, chain)).delta().events()).extracting(Event::seq)
          .containsExactly(FIRST + 3, FIRST + 4);
    }
  }

  @Test
  void a_writer_that_reads_the_prefixes_while_one_is_about_to_be_registered_reads_them_again() {
    var prefix = PREFIX + NAMES.incrementAndGet() + "/";
    try (var cluster = Cluster.open(Settings.read("scalardb:" + STORE))) {
      var name = prefix + "s";
      var writer = new Writer(cluster, cluster.of(name));
      var group = List.of(List.of(commit().append(name, event()).build()));
      assertThat(writer.write(group).delta().events()).hasSize(1); // leaves a mark
      assertThat(writer.write(group).delta().events()).hasSize(1); // keeps the prefixes in mind
      new Marks(cluster).endPrefixes();
      assertThat(writer.write(group).delta().events()).hasSize(1);
      register(cluster, prefix);
      assertThat(writer.write(group).delta().events()).extracting(Event::stream)
          .containsExactly(name, OwnKeys.prefixStream(prefix));
    }
  }

  @Test
  void a_writer_keeps_no_prefixes_in_mind_that_it_has_read_before_it_had_a_mark() {
    var prefix = PREFIX + NAMES.incrementAndGet() + "/";
    try (var cluster = Cluster.open(Settings.read("scalardb:" + STORE))) {
      var name = prefix + "s";
      var writer = new Writer(cluster, cluster.of(name));
      var group = List.of(List.of(commit().append(name, event()).build()));
      assertThat(writer.write(group).delta().events()).hasSize(1);
      register(cluster, prefix); // nobody could tell it
      assertThat(writer.write(group).delta().events()).extracting(Event::stream)
          .containsExactly(name, OwnKeys.prefixStream(prefix));
    }
  }

  /** Registers {@code prefix} as the process does that has said before that it will. */
  private static void register(Cluster cluster, String prefix) {
    cluster.writing(cells -> {
      var partition = cluster.of(PrefixRules.KEY);
      var row = Layout.value(PrefixRules.KEY);
      var rules = PrefixRules.of(cells.get(partition, row).map(Json::ofCanonical)).with(prefix, PrefixRules.Rule.BUILT);
      cells.put(partition, row, rules.json().toBytes());
      Registering.end(cluster, cells);
      return rules;
    });
  }

  @Test
  @Rule("G1")
  void a_prefix_that_is_registered_while_both_processes_append_has_each_event_once() throws InterruptedException {
    var prefix = PREFIX + NAMES.incrementAndGet() + "/";
    try (var first = Persist.open("scalardb:" + STORE); var second = Persist.open("scalardb:" + STORE)) {
      var busy = new AtomicBoolean(true);
      var appended = new AtomicInteger();
      var threads = new ArrayList<Thread>();
      for (var store : List.of(first, second)) {
        for (var i = 0; i < 2; i++) {
          threads.add(Thread.ofPlatform().start(() -> {
            while (busy.get()) {
              store.log().append(prefix + UUID.randomUUID(), List.of(event()));
              appended.incrementAndGet();
              LockSupport.parkNanos(50_000_000);
            }
          }));
        }
      }
      while (appended.get() < 40) {
        Thread.onSpinWait();
      }
      var registered = second.log().prefix(prefix);
      while (!(registered.build(1_000) instanceof Prefix.Built)) {
        // More are there to be linked.
      }
      var before = appended.get();
      while (appended.get() < before + 40) {
        Thread.onSpinWait();
      }
      busy.set(false);
      for (var thread : threads) {
        thread.join();
      }
      assertThat(first.log().timeline(registered.stream()).read()).doesNotHaveDuplicates().hasSize(appended.get());
    }
    try (var cluster = Cluster.open(Settings.read("scalardb:" + STORE)); var cells = cluster.beginReading()) {
      assertThat(Registering.token(cluster, cells)).as("or nobody would keep them in mind any more").isEmpty();
    }
  }

  @Test
  @Rule("L13")
  void the_last_seq_of_a_stream_of_any_length_is_known_to_everyone() {
    var last = 0;
    for (var size : List.of(1, 62, 1, 1, 63, 64, 65, 1, 127, 200, 1)) {
      var commit = commit();
      IntStream.range(0, size).forEach(i -> commit.append(stream, event()));
      (last % 2 == 0 ? one : two).commit(commit.build());
      last += size;
      assertThat(two.lastSeq(stream)).isEqualTo(last);
      try (var contents = one.contents()) {
        assertThat(contents.head(stream)).contains(new StreamHead(stream, last, 0));
        assertThat(contents.streams(tag, 1)).containsExactly(new StreamHead(stream, last, 0));
      }
    }
    try (var third = open()) {
      assertThat(third.lastSeq(stream)).isEqualTo(last);
      assertThat(append(third, stream)).isEqualTo(last + 1);
    }
    assertThat(two.read(stream, 1, 1_000)).extracting(Event::seq)
        .containsExactlyElementsOf(LongStream.rangeClosed(1, last + 1).boxed().toList());
  }

  private static Commit.Builder commit() {
    return Commit.builder();
  }

  private CommitId id(String key) {
    return new CommitId(stream, key, "digest");
  }

  private static NewEvent event() {
    return NewEvent.of("x", Instant.EPOCH, 1);
  }

  private static void appendUntilItGuesses(Movable backend, String stream) {
    for (var i = 0; i < FIRST; i++) {
      append(backend, stream);
    }
  }

  private static long append(Movable backend, String stream) {
    CommitResult result = backend.commit(commit().append(stream, event()).build());
    return ((Committed) result).events().getFirst().seq();
  }

  private static List<Long> seqs(Movable backend, String stream) {
    return backend.read(stream, 1, 100).stream().map(Event::seq).toList();
  }
}
