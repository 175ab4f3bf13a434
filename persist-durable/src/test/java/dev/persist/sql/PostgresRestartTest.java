package dev.persist.sql;

import static dev.persist.sql.Numbered.commit;
import static dev.persist.sql.Numbered.numbers;
import static dev.persist.sql.Numbered.outcome;
import static dev.persist.sql.Numbered.stored;
import static org.assertj.core.api.Assertions.assertThat;

import dev.persist.CommitResult.Committed;
import dev.persist.Persist;
import dev.persist.StoreException.Unavailable;
import dev.persist.StoreException.UnknownOutcome;
import dev.persist.conformance.Logged;
import dev.persist.conformance.Rule;
import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The server goes away and comes back, or a part of it does not answer: what callers see of it. */
class PostgresRestartTest {
  private static final int WRITERS = 4;

  private PostgresServer server;

  @BeforeEach
  void start() throws IOException {
    server = PostgresServer.empty();
  }

  @AfterEach
  void close() {
    server.close();
  }

  private interface Disturbance {
    void run() throws IOException;
  }

  @Test
  @Rule({"C2", "C9"})
  void writers_and_readers_outlive_a_server_that_crashes_and_one_that_is_restarted() throws Exception {
    var done = new AtomicBoolean();
    var written = new AtomicInteger();
    try (var store = Persist.open(server.url()); var threads = Executors.newFixedThreadPool(WRITERS + 2)) {
      var writers = IntStream.range(0, WRITERS)
          .mapToObj(i -> threads.submit(() -> write(store, "stream" + i, written, done)))
          .toList();
      var readers = IntStream.range(0, 2)
          .mapToObj(i -> threads.submit(() -> read(store, "stream" + i, done)))
          .toList();
      try {
        for (Disturbance disturbance : List.<Disturbance>of(server::kill, server::stop, server::kill)) {
          awaitMore(written);
          disturbance.run();
          server.restart();
        }
        awaitMore(written);
      } finally {
        done.set(true);
      }
      for (var reader : readers) {
        assertThat(reader.get()).isPositive();
      }
      for (var i = 0; i < WRITERS; i++) {
        var last = writers.get(i).get();
        assertThat(numbers(store.log().read("stream" + i))).isEqualTo(upTo(last));
      }
      assertThat(store.log().global().read()).hasSize(written.get());
    }
  }

  private static void awaitMore(AtomicInteger written) {
    var enough = written.get() + 200;
    while (written.get() < enough) {
      LockSupport.parkNanos(1_000_000);
    }
  }

  /** Writes the numbers from 1 on, each until it is known to be there, and returns the last. */
  private static int write(Persist store, String stream, AtomicInteger written, AtomicBoolean done) {
    var number = 0;
    while (!done.get()) {
      number++;
      for (var known = false; !known;) {
        try {
          store.commit(commit(stream, number));
          known = true;
        } catch (UnknownOutcome e) {
          // Its retry is answered.
        }
      }
      written.incrementAndGet();
    }
    return number;
  }

  /** Reads until it is done: never less than before. Returns how many numbers there were last. */
  private static int read(Persist store, String stream, AtomicBoolean done) {
    var before = 0;
    while (!done.get()) {
      var now = numbers(store.log().read(stream));
      assertThat(now).isEqualTo(upTo(now.size())).hasSizeGreaterThanOrEqualTo(before);
      before = now.size();
    }
    return before;
  }

  private static List<Integer> upTo(int last) {
    return IntStream.rangeClosed(1, last).boxed().toList();
  }

  @Test
  void a_server_that_is_away_for_too_long_is_unavailable_until_it_is_back() throws Exception {
    try (var logged = Logged.begin(Outage.class.getName()); var store = Persist.open(server.url() + "&patience=1")) {
      assertThat(outcome(store, 1)).isEqualTo("Committed");
      server.stop();
      assertThat(outcome(store, 2)).as("sent, and not answered").isEqualTo("UnknownOutcome");
      assertThat(outcome(store, 2)).as("not sent").isEqualTo("Unavailable");
      assertThat(outcome(() -> stored(store))).isEqualTo("Unavailable");
      server.restart();

      // Within so little patience, the pool may still be waiting to try again.
      awaitAvailable(() -> stored(store));
      assertThat(stored(store)).containsExactly(1);
      assertThat(outcome(store, 2)).isEqualTo("Committed");
      assertThat(logged.await("answers again")).hasSize(1);
      assertThat(logged.with("has lost the connection to its server")).as("of four calls").hasSize(1);
    }
  }

  private static void awaitAvailable(Callable<?> call) throws Exception {
    while (true) {
      try {
        call.call();
        return;
      } catch (Unavailable e) {
        // Again.
      }
    }
  }

  @Test
  void reads_that_hold_every_connection_make_others_wait_but_not_the_writer() throws Exception {
    try (var store = Persist.open(server.url() + "&poolSize=1&patience=1&socketTimeout=60")) {
      assertThat(store.commit(Numbered.putting("key", 1))).isInstanceOf(Committed.class);
      var locked = Jdbc.begin(server.url(), "LOCK TABLE persist_value");
      var stuck = Call.begin(() -> store.kv().get("key"));
      Jdbc.awaitBlocked(server.url());

      assertThat(outcome(() -> stored(store))).isEqualTo("Unavailable");
      assertThat(outcome(store, 2)).isEqualTo("Committed");
      var waiting = Call.begin(() -> stored(store));
      locked.close();
      assertThat(stuck.outcome()).isEqualTo("Optional");
      assertThat(waiting.outcome()).contains("List");
      assertThat(stored(store)).containsExactly(1, 2);
    }
  }

  @Test
  void a_read_that_gets_no_answer_ends() throws SQLException {
    try (var store = Persist.open(server.url() + "&patience=1")) {
      store.commit(Numbered.putting("key", 1));
      try (var locked = Jdbc.begin(server.url(), "LOCK TABLE persist_value")) {
        assertThat(locked.isClosed()).isFalse();
        assertThat(outcome(() -> store.kv().get("key"))).isEqualTo("Unavailable");
      }
      assertThat(outcome(() -> store.kv().get("key"))).isEqualTo("Optional");
    }
  }
}
