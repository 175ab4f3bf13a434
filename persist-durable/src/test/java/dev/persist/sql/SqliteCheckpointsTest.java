package dev.persist.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.persist.Commit;
import dev.persist.Json;
import dev.persist.Persist;
import dev.persist.StoreException.Failed;
import dev.persist.StoreException.Unavailable;
import dev.persist.conformance.Logged;
import dev.persist.conformance.Rule;
import dev.persist.spi.Changes;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the thread that checkpoints does when it cannot. */
@Timeout(60)
class SqliteCheckpointsTest {
  @TempDir private Path directory;

  static Iterable<Throwable> failures() {
    return List.of(new SQLException("planted"), new IllegalStateException("planted"),
        new NoClassDefFoundError("planted"));
  }

  /** Without transactions, too: SQLite itself empties a log only when the last program has closed the file. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  @Rule("C33")
  void the_file_of_a_closed_store_has_all_commits_unless_a_transaction_of_another_program_reads(boolean reads)
      throws Exception {
    var file = directory.resolve("store.db");
    var copy = directory.resolve("copy.db");
    try (var logged = Logged.begin(SqliteCheckpoints.class.getName());
        var other = DriverManager.getConnection("jdbc:sqlite:" + file)) {
      try (var store = Persist.open("sqlite:" + file)) {
        store.kv().put("k1", Json.of(1));
        other.setAutoCommit(!reads);
        try (var statement = other.createStatement();
            var rows = statement.executeQuery("SELECT count(*) FROM persist_value")) {
          assertThat(rows.getInt(1)).isOne();
        }
        store.kv().put("k2", Json.of(2));
      }
      if (reads) {
        assertThat(logged.await("keep the two files together")).hasSize(1);
      } else {
        Files.copy(file, copy);
        try (var store = Persist.open("sqlite:" + copy)) {
          assertThat(store.kv().keys("k")).containsExactly("k1", "k2");
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("failures")
  @Rule("C11")
  void whatever_ends_the_checkpoints_refuses_every_later_write_and_is_logged_once(Throwable failure) throws Exception {
    var planted = new AtomicReference<Optional<Throwable>>(Optional.empty());
    var changes = new Changes("test:");
    try (var logged = Logged.begin(SqliteCheckpoints.class.getName());
        var connection = failing(planted);
        var checkpoints = new SqliteCheckpoints("test:", log(), connection, SqliteCheckpoints.Pace.USUAL)) {
      checkpoints.awaitTurn();
      planted.set(Optional.of(failure));
      checkpoints.after(changes);
      while (logged.with("").isEmpty()) { // it hears of what was raised after it has begun to wait
        changes.raise();
        Thread.onSpinWait();
      }
      for (var i = 0; i < 3; i++) {
        assertThatThrownBy(checkpoints::awaitTurn).isInstanceOf(Failed.class)
            .hasMessageContaining("planted")
            .hasMessageContaining("reopen")
            .hasCause(failure);
      }
      assertThat(logged.with("")).singleElement()
          .asString()
          .startsWith("SEVERE")
          .contains("the store test:", "planted");
      planted.set(Optional.empty());
    }
  }

  @Test
  @Rule({"C12", "C13"})
  void neither_a_lack_of_memory_nor_an_interrupt_that_is_not_the_stores_ends_the_checkpoints() throws Exception {
    var planted = new AtomicReference<Optional<Throwable>>(Optional.empty());
    var changes = new Changes("test:");
    try (var logged = Logged.begin(SqliteCheckpoints.class.getName());
        var connection = failing(planted);
        var checkpoints = new SqliteCheckpoints("test:", log(), connection, SqliteCheckpoints.Pace.USUAL)) {
      planted.set(Optional.of(new OutOfMemoryError("planted")));
      checkpoints.after(changes);
      while (logged.with("no memory").isEmpty()) {
        changes.raise();
        Thread.onSpinWait();
      }
      checkpoints.awaitTurn();
      Thread.getAllStackTraces()
          .keySet()
          .stream()
          .filter(thread -> thread.getName().equals("persist-checkpoints test:"))
          .forEach(Thread::interrupt);
      checkpoints.awaitTurn();
      planted.set(Optional.of(new SQLException("planted")));
      while (logged.with("SEVERE").isEmpty()) { // the thread is there to notice it
        changes.raise();
        Thread.onSpinWait();
      }
      planted.set(Optional.empty());
    }
  }

  /** A log that grew until the disk is full would stop the store until it is reopened. */
  @Test
  @Rule("C11")
  void a_reader_that_never_ends_makes_commits_be_refused_and_not_the_log_grow_without_bound() throws Exception {
    var file = directory.resolve("store.db");
    var pace = new SqliteCheckpoints.Pace(Duration.ofMillis(1), 20, 200);
    try (var logged = Logged.begin(SqliteCheckpoints.class.getName());
        var store = new SqlBackend(SqliteDatabase.open(file, SqliteDatabase.config(), pace));
        var reader = DriverManager.getConnection("jdbc:sqlite:" + file);
        var statement = reader.createStatement()) {
      reader.setAutoCommit(false);
      statement.executeQuery("SELECT * FROM persist_value").close();
      var written = 0;
      var refused = Optional.<Unavailable>empty();
      while (refused.isEmpty()) {
        try {
          store.commit(put(written));
          written++;
        } catch (Unavailable e) {
          refused = Optional.of(e);
        }
      }
      assertThat(refused.get()).hasMessageContaining("nothing was written").hasMessageContaining(log().toString());
      assertThat(Files.size(log())).as("the log").isGreaterThan(200 * 4096);
      var size = Files.size(log());
      assertThatThrownBy(() -> store.commit(put(-1))).isInstanceOf(Unavailable.class);
      assertThat(Files.size(log())).isEqualTo(size);
      assertThat(store.get("-1")).isEmpty();
      assertThat(store.keys("", "", 1_000_000)).hasSize(written);
      assertThat(logged.with("WARNING")).singleElement().asString().contains("commits are refused");
      reader.rollback();
      while (refused.isPresent()) {
        try {
          store.commit(put(-1));
          refused = Optional.empty();
        } catch (Unavailable e) {
          Thread.onSpinWait();
        }
      }
    }
    try (var store = new SqlBackend(SqliteDatabase.open(file))) {
      assertThat(store.get("-1")).isPresent();
    }
  }

  private static Commit put(int number) {
    return Commit.builder().put("" + number, Json.of("x".repeat(10_000))).build();
  }

  private Path log() {
    return SqliteLog.of(directory.resolve("store.db"));
  }

  /** Returns a connection that throws what is planted when it is used. */
  private Connection failing(AtomicReference<Optional<Throwable>> planted) throws SQLException {
    var real = DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("store.db"));
    return (Connection) Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[]{Connection.class},
        (proxy, method, arguments) -> {
          if (method.getName().equals("createStatement") && planted.get().isPresent()) {
            throw planted.get().get();
          }
          try {
            return method.invoke(real, arguments);
          } catch (InvocationTargetException e) {
            throw e.getCause();
          }
        });
  }
}
