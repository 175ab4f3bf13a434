package dev.persist.distributed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.persist.Commit;
import dev.persist.CommitId;
import dev.persist.Json;
import dev.persist.NewEvent;
import dev.persist.conformance.Rule;
import dev.persist.spi.Contents;
import dev.persist.spi.Delta;
import dev.persist.spi.Link;
import dev.persist.spi.Movable;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.FutureTask;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A call of a virtual thread waits for a server on a platform thread, where an interrupt closes no connection. HikariCP 7.1.0
 * on JDK 25 lets virtual threads spin for ever when they give their connections back.
 */
@Rule("C13")
class VirtualThreadsTest {
  private static final String STORE = "scalardb:" + Servers.newStore();
  private static final int PARTITION = Servers.PARTITIONS - 1;

  /** A stream and a key of the last partition. Open contents have no lock on its table before they read it. */
  private static final String NAME = IntStream.iterate(0, i -> i + 1)
      .mapToObj(i -> "n" + i)
      .filter(name -> new Placement(Servers.PARTITIONS).of(name) == PARTITION)
      .findFirst()
      .orElseThrow();

  private static final Movable backend = (Movable) new ScalarDbProvider().open(STORE);

  @BeforeAll
  static void fill() {
    backend.commit(Commit.builder()
        .id(new CommitId(NAME, "id", "digest"))
        .append(NAME, NewEvent.of("x", Instant.EPOCH, 1))
        .put(NAME, Json.of(1))
        .build());
  }

  @AfterAll
  static void close() {
    backend.close();
  }

  interface Call extends BiFunction<Movable, Contents, Object> {}

  static Stream<Arguments> calls() {
    return Stream.of(
        call("read", (backend, contents) -> backend.read(NAME, 1, 10)),
        call("follow", (backend, contents) -> backend.follow(List.of(new Link(NAME, 1)))),
        call("lastSeq", (backend, contents) -> backend.lastSeq(NAME)),
        call("outcome", (backend, contents) -> backend.outcome(NAME, "id")),
        call("get", (backend, contents) -> backend.get(NAME)),
        call("streams", (backend, contents) -> backend.streams("", 10)),
        call("entries", (backend, contents) -> backend.entries("", "", 10)),
        call("load", (backend, contents) -> {
          backend.load(new Delta(List.of(), Map.of(), Map.of(NAME, Optional.of(Json.of(1))), Map.of(), List.of()));
          return backend.get(NAME);
        }),
        call("contents", (backend, contents) -> {
          try (var others = backend.contents()) {
            return others.head(NAME);
          }
        }),
        call("contents.head", (backend, contents) -> contents.head(NAME)),
        call("contents.value", (backend, contents) -> contents.value(NAME)),
        call("contents.streams", (backend, contents) -> contents.streams("", 10)),
        call("contents.events", (backend, contents) -> contents.events("", 0, 10)),
        call("contents.outcomes", (backend, contents) -> contents.outcomes("", "", 10)),
        call("contents.entries", (backend, contents) -> contents.entries("", 10)));
  }

  private static Arguments call(String name, Call call) {
    return Arguments.of(name, call);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("calls")
  void a_call_of_a_virtual_thread_waits_for_a_server_on_a_platform_thread(String name, Call call) throws Exception {
    try (var contents = backend.contents(); var table = new LockedTable()) {
      var stays = new FutureTask<>(() -> {
        var result = call.apply(backend, contents);
        assertThat(Thread.interrupted()).isTrue();
        return result;
      });
      var caller = Thread.ofVirtual().start(stays);
      table.awaitBlocked();
      assertThat(Thread.getAllStackTraces()).anySatisfy((thread, stack) -> {
        assertThat(thread.getName()).startsWith("persist-caller ");
        assertThat(Arrays.toString(stack)).contains("org.postgresql");
      });
      caller.interrupt();
      table.unlock();
      assertThat(stays.get()).isEqualTo(call.apply(backend, contents))
          .isNotIn(0L, Optional.empty(), List.of()); // each has something to find
    }
  }

  /** A table that nobody else can read until this is unlocked. */
  private static final class LockedTable implements AutoCloseable {
    private final String table;
    private final Connection connection;

    LockedTable() throws SQLException {
      var partition = Settings.read(STORE).partitions().get(PARTITION);
      var server = partition.server();
      table = partition.table(Cells.TABLE);
      connection = DriverManager.getConnection(server.url(), server.user(), server.password());
      connection.setAutoCommit(false);
      try (var statement = connection.createStatement()) {
        statement.execute("LOCK TABLE " + table + " IN ACCESS EXCLUSIVE MODE");
      }
    }

    /** Waits until another transaction waits for the table. */
    void awaitBlocked() throws SQLException {
      try (var statement = connection.prepareStatement(
          "SELECT FROM pg_locks WHERE NOT granted AND relation = CAST(? AS regclass)")) {
        statement.setString(1, table);
        while (!statement.executeQuery().next()) {
          LockSupport.parkNanos(1_000_000);
        }
      }
    }

    void unlock() throws SQLException {
      connection.rollback();
    }

    @Override
    public void close() throws SQLException {
      connection.close();
    }
  }
}
