package dev.persist.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.persist.Commit;
import dev.persist.CommitId;
import dev.persist.CommitResult.AlreadyCommitted;
import dev.persist.CommitResult.Committed;
import dev.persist.Json;
import dev.persist.NewEvent;
import dev.persist.Persist;
import dev.persist.StoreException;
import dev.persist.conformance.Race;
import dev.persist.conformance.Rule;
import dev.persist.kv.SwapResult;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Several writers of one database take turns by slots of names, and the rules hold as if they took turns altogether. */
class PostgresSlotsTest {
  private static final NewEvent EVENT = NewEvent.of("x", Instant.EPOCH, 1);
  private static final int TIMES = 50;
  private static final String SHARED = "(SELECT shared FROM persist_store)";

  private static PostgresServer server;

  private String url;
  private Persist one;
  private Persist two;

  @BeforeAll
  static void start() throws IOException {
    server = PostgresServer.empty();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  /** Opens a store twice, and writes by turns until it is shared. */
  @BeforeEach
  void open() throws SQLException {
    url = server.url() + server.newSchema();
    one = Persist.open(url);
    two = Persist.open(url);
    assertThat(Jdbc.query(url, "SELECT " + SHARED)).isEqualTo("f");
    for (var i = 0; i < 3; i++) {
      one.log().append("one", List.of(EVENT));
      two.log().append("two", List.of(EVENT));
    }
    assertThat(Jdbc.query(url, "SELECT " + SHARED)).isEqualTo("t");
  }

  @AfterEach
  void close() {
    one.close();
    two.close();
  }

  @Test
  @Rule("C20")
  void a_commit_that_is_repeated_has_its_first_outcome_from_any_process() {
    for (var i = 0; i < 10; i++) {
      var commit = Commit.builder()
          .id(CommitId.of("ids", "k" + i, Json.of(i)))
          .append("s" + i, EVENT)
          .link("all")
          .put("key" + i, Json.of(i))
          .build();
      assertThat(store(i).commit(commit)).isInstanceOf(Committed.class);
      assertThat(store(i).commit(commit)).isInstanceOf(AlreadyCommitted.class);
      assertThat(store(i + 1).commit(commit)).isInstanceOf(AlreadyCommitted.class);
    }
    assertThat(one.log().read("all")).hasSize(10);
  }

  @Test
  void commits_that_name_nothing_are_answered() {
    assertThat(one.commit(Commit.builder().build())).isInstanceOf(Committed.class);
    assertThat(two.commit(Commit.builder().truncate("none", 1).build())).isInstanceOf(Committed.class);
  }

  @Test
  @Rule("C32")
  void a_slot_that_went_back_is_not_written() throws SQLException {
    Jdbc.execute(url, "UPDATE persist_slot SET generation = generation - 1 WHERE slot = " + Turns.slotOf("one"));
    assertThatThrownBy(() -> one.log().append("one", List.of(EVENT)))
        .isInstanceOf(StoreException.Damaged.class)
        .hasMessageContaining("went back to an earlier state");
    assertThat(one.log().append("other", List.of(EVENT))).isNotNull();
    assertThat(two.log().read("one")).hasSize(3);
  }

  private Persist store(int racer) {
    return racer % 2 == 0 ? one : two;
  }

  @Test
  void a_store_that_one_process_writes_for_long_is_no_longer_shared() throws SQLException {
    two.close();
    do {
      one.log().append("one", List.of(EVENT));
    } while (Jdbc.query(url, "SELECT " + SHARED).equals("t"));
    assertThat(one.log().read("one")).hasSizeGreaterThan(4);
  }

  @Test
  @Rule("C3")
  void a_transaction_waits_for_one_that_holds_its_slot_and_for_no_other() throws Exception {
    try (var other = Jdbc.begin(url, "SELECT FROM persist_slot WHERE slot = " + Turns.slotOf("held") + " FOR UPDATE")) {
      one.log().append("free", List.of(EVENT));
      var call = Call.begin(() -> one.log().append("held", List.of(EVENT)));
      Jdbc.awaitBlocked(server.url());
      two.log().append("free", List.of(EVENT));
      other.rollback();
      call.outcome();
    }
    assertThat(two.log().read("held")).hasSize(1);
    assertThat(two.log().read("free")).hasSize(2);
  }

  @Test
  @Rule("C3")
  void of_two_commits_that_each_want_absent_what_the_other_writes_one_fails() throws Exception {
    assertOneFails("key", (mine, other) -> Commit.builder().keyAbsent(other).put(mine, Json.of(1)));
    assertOneFails("stream", (mine, other) -> Commit.builder().streamAt(other, 0).append(mine, EVENT));
    assertOneFails("both", (mine, other) -> Commit.builder().streamAt(other, 0).streamAt(mine, 0).append(mine, EVENT));
  }

  private void assertOneFails(String name, BiFunction<String, String, Commit.Builder> commit) throws Exception {
    var start = new CyclicBarrier(2);
    var committed = Race.onPlatformThreads(2, racer -> {
      var wrote = new ArrayList<Boolean>();
      for (var i = 0; i < TIMES; i++) {
        start.await();
        var mine = name + "/" + i + "/" + racer;
        var other = name + "/" + i + "/" + (1 - racer);
        wrote.add(store(racer).commit(commit.apply(mine, other).build()) instanceof Committed);
      }
      return wrote;
    });
    for (var i = 0; i < TIMES; i++) {
      assertThat(committed.get(0).get(i)).as("%s, time %s", name, i).isNotEqualTo(committed.get(1).get(i));
    }
  }

  @Test
  void transactions_on_many_slots_never_wait_for_each_other_in_a_circle() throws Exception {
    Race.onPlatformThreads(4, racer -> {
      for (var i = 0; i < TIMES; i++) {
        var commit = Commit.builder();
        for (var j = 0; j < (racer % 2 == 0 ? 20 : 35); j++) { // sets of other sizes have other orders
          commit.append("s" + j, EVENT);
        }
        assertThat(store(racer).commit(commit.build())).isInstanceOf(Committed.class);
      }
      return racer;
    });
    assertThat(one.log().lastSeq("s7")).isEqualTo(4 * TIMES);
    Jdbc.execute(url, "SELECT pg_stat_force_next_flush()");
    assertThat(Jdbc.query(url, "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()"))
        .isEqualTo("0");
  }

  @Test
  @Rule("C3")
  void no_commit_is_lost_while_the_store_begins_and_ends_to_be_shared() throws Exception {
    var done = new AtomicBoolean();
    var flips = Call.begin(() -> {
      flip(done);
      return "";
    });
    var swapped = Race.onPlatformThreads(4, racer -> {
      var swaps = 0;
      for (var i = 0; i < TIMES; i++) {
        var store = store(racer);
        store.log().append("own/" + racer, List.of(EVENT));
        var value = store.kv().get("counter");
        var next = Json.of(value.map(it -> it.as(Integer.class)).orElse(0) + 1);
        swaps += (value.isPresent()
            ? store.kv().cas("counter", value.get(), next)
            : store.kv().putNew("counter", next)) instanceof SwapResult.Swapped ? 1 : 0;
      }
      return swaps;
    });
    done.set(true);
    flips.outcome();
    assertThat(one.kv().get("counter"))
        .isEqualTo(Optional.of(Json.of(swapped.stream().mapToInt(Integer::intValue).sum())));
    assertThat(IntStream.range(0, 4).mapToLong(racer -> two.log().lastSeq("own/" + racer)).boxed())
        .containsOnly((long) TIMES);
  }

  private void flip(AtomicBoolean done) {
    try (var database = PostgresDatabase.open(PostgresUrl.parse(url));
        var session = database.session(database.connect())) {
      for (var shared = false; !done.get(); shared = !shared) {
        session.share(shared);
        LockSupport.parkNanos(20_000_000);
      }
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }
}
