package dev.persist.sql;

import static dev.persist.sql.Numbered.commit;
import static dev.persist.sql.Numbered.insist;
import static dev.persist.sql.Numbered.numbers;
import static dev.persist.sql.Numbered.outcome;
import static dev.persist.sql.Numbered.stored;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.persist.Persist;
import dev.persist.StoreException.Unavailable;
import dev.persist.StoreException.UnknownOutcome;
import dev.persist.conformance.Rule;
import dev.persist.log.Linked;
import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

/** A store on a primary and its synchronous standby goes on when the primary is lost, and loses nothing. */
class PostgresFailoverTest {
  private static final int WRITERS = 4;
  private static final String CANCEL = "SELECT bool_or(pg_cancel_backend(pid)) IS TRUE FROM pg_stat_activity"
      + " WHERE wait_event = 'SyncRep'";

  private PostgresCluster cluster;

  @BeforeEach
  void start() throws IOException, SQLException {
    cluster = PostgresCluster.start();
  }

  @AfterEach
  void close() {
    cluster.close();
  }

  @RepeatedTest(2)
  @Rule({"C2", "C9", "G1"})
  void writers_outlive_the_primary_and_all_they_were_told_is_there_once_and_in_order() throws Exception {
    var done = new AtomicBoolean();
    var written = new AtomicInteger();
    try (var store = Persist.open(cluster.url()); var threads = Executors.newFixedThreadPool(WRITERS)) {
      var writers = IntStream.range(0, WRITERS)
          .mapToObj(i -> threads.submit(() -> write(store, "stream" + i, written, done)))
          .toList();
      try {
        awaitMore(written);
        cluster.killPrimary();
        cluster.promote();
        awaitMore(written);
      } finally {
        done.set(true);
      }
      for (var i = 0; i < WRITERS; i++) {
        var numbers = upTo(writers.get(i).get());
        assertThat(numbers(store.log().read("stream" + i))).isEqualTo(numbers);
        assertThat(inGlobalOrder(store, "stream" + i)).isEqualTo(numbers);
      }
      assertThat(store.log().global().read()).hasSize(written.get());
    }
  }

  private static int write(Persist store, String stream, AtomicInteger written, AtomicBoolean done) {
    var number = 0;
    while (!done.get()) {
      number++;
      insist(store, commit(stream, number));
      written.incrementAndGet();
    }
    return number;
  }

  private static void awaitMore(AtomicInteger written) {
    var enough = written.get() + 200;
    while (written.get() < enough) {
      LockSupport.parkNanos(1_000_000);
    }
  }

  private static List<Integer> inGlobalOrder(Persist store, String stream) {
    var events = store.log().global().read().map(Linked.Present.class::cast).map(Linked.Present::event);
    return numbers(events.filter(event -> event.stream().equals(stream)));
  }

  private static List<Integer> upTo(int last) {
    return IntStream.rangeClosed(1, last).boxed().toList();
  }

  /** So the test above would see a loss. */
  @Test
  void an_asynchronous_standby_lacks_what_was_acknowledged() throws Exception {
    Jdbc.execute(cluster.primary().url(), "ALTER SYSTEM SET synchronous_standby_names = ''");
    Jdbc.execute(cluster.primary().url(), "SELECT pg_reload_conf()");
    Jdbc.await(cluster.primary().url(), "current_setting('synchronous_standby_names') = ''");
    try (var store = Persist.open(cluster.url())) {
      assertThat(outcome(store, 1)).isEqualTo("Committed");
      Jdbc.await(cluster.standby().url(), "to_regclass('persist_event') IS NOT NULL");
      Jdbc.await(cluster.standby().url(), "EXISTS (SELECT FROM persist_event)");
      cluster.standby().kill();
      assertThat(outcome(store, 2)).isEqualTo("Committed");
      cluster.killPrimary();
      cluster.standby().restart();
      cluster.promote();

      assertThat(stored(store)).containsExactly(1);
    }
  }

  @Test
  @Rule({"C2", "C9"})
  void a_commit_that_was_cancelled_while_it_waited_for_the_standby_is_not_acknowledged_before_the_standby_has_it()
      throws Exception {
    try (var store = Persist.open(cluster.url() + "&socketTimeout=3")) {
      assertThat(outcome(store, 1)).isEqualTo("Committed");
      cluster.standby().pause();
      var call = Call.begin(() -> store.commit(commit(2)));
      cancel();
      assertThat(call.outcome()).isEqualTo("UnknownOutcome");
      assertThat(stored(store)).as("seen, though it may be lost with the primary").containsExactly(1, 2);

      var retry = Call.begin(() -> store.commit(commit(2)));
      cancel();
      assertThat(retry.outcome()).isEqualTo("UnknownOutcome");
      assertThatThrownBy(() -> store.commit(commit(2))).as("times out").isInstanceOf(UnknownOutcome.class);
      cluster.standby().resume();
      assertThat(outcome(store, 2)).isEqualTo("AlreadyCommitted");
      cluster.killPrimary();
      cluster.promote();
      assertThat(stored(store)).containsExactly(1, 2);
    }
  }

  /** Cancels the commit that waits for the standby, once there is one. */
  private void cancel() throws SQLException {
    Jdbc.await(cluster.primary().url(), "(" + CANCEL + ")");
  }

  @Test
  void a_primary_that_hangs_is_left_for_the_one_that_was_promoted() throws Exception {
    try (var store = Persist.open(cluster.url() + "&socketTimeout=1")) {
      assertThat(outcome(store, 1)).isEqualTo("Committed");
      cluster.primary().pause();
      cluster.promote();

      assertThat(outcome(store, 2)).isEqualTo("Committed");
      assertThat(stored(store)).containsExactly(1, 2);
    }
  }

  @Test
  void a_standby_alone_is_refused_and_is_waited_for_in_vain() throws Exception {
    Persist.open(cluster.url()).close();
    var standby = cluster.standby().url() + "&patience=1";
    assertThatThrownBy(() -> Persist.open(standby)).isInstanceOf(Unavailable.class).hasMessageContaining("primary");
    assertThatThrownBy(() -> Persist.open(standby + "&targetServerType=any")).isInstanceOf(Unavailable.class)
        .hasMessageContaining("standby");
    try (var store = Persist.open(cluster.url() + "&patience=1")) {
      assertThat(outcome(store, 1)).isEqualTo("Committed");
      cluster.killPrimary();

      assertThatThrownBy(() -> store.commit(commit(2))).as("sent, and not answered")
          .isInstanceOf(UnknownOutcome.class)
          .hasMessageContaining("primary");
      assertThatThrownBy(() -> store.commit(commit(2))).isInstanceOf(Unavailable.class).hasMessageContaining("primary");
      assertThat(outcome(() -> stored(store))).isEqualTo("Unavailable");
    }
  }
}
