package dev.persist.sql;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.persist.Commit;
import dev.persist.CommitResult.Committed;
import dev.persist.Json;
import dev.persist.StoreException.Refused;
import dev.persist.conformance.Engines;
import dev.persist.conformance.Race;
import dev.persist.conformance.Rule;
import dev.persist.spi.Changes;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What fails while the rows of a transaction are written: it is rolled back, and only the commit to blame fails. */
class SqlWriterTest {
  private static final byte[] POISON = "poison".getBytes(UTF_8);

  @ParameterizedTest
  @EnumSource(names = {"SQLITE", "POSTGRESQL"})
  @Rule("C12")
  void an_error_while_a_row_is_written_refuses_one_commit_alone(Engines kind) throws Exception {
    try (var engine = kind.get(); var store = new SqlBackend(faulty(engine.url().orElseThrow()))) {
      Race.of(16, racer -> {
        if (racer == 3) {
          assertThatThrownBy(() -> store.commit(put("poison"))).isInstanceOf(Refused.class)
              .hasCauseInstanceOf(OutOfMemoryError.class);
        } else {
          assertThat(store.commit(put("k" + racer))).isInstanceOf(Committed.class);
        }
        return racer;
      });
      assertThat(store.commit(put("k"))).isInstanceOf(Committed.class);
      assertThat(store.keys("", "", 100)).hasSize(16).doesNotContain("poison");
    }
  }

  private static Commit put(String key) {
    return Commit.builder().put("before " + key, Json.of(1)).delete("before " + key).put(key, Json.of(1)).build();
  }

  private static Database faulty(String url) {
    var sound = url.startsWith("sqlite:")
        ? SqliteDatabase.open(Path.of(url.substring("sqlite:".length())))
        : PostgresDatabase.open(PostgresUrl.parse(url));
    return new Faulty(sound);
  }

  /** A database whose connections have no memory for a row that has the name {@code poison}. */
  private record Faulty(Database sound) implements Database {
    @Override
    public Connection connect() throws SQLException {
      return (Connection) poisoned(Connection.class, sound.connect());
    }

    private static Object poisoned(Class<?> type, Object real) {
      return Proxy.newProxyInstance(Faulty.class.getClassLoader(), new Class<?>[]{type}, (proxy, method, arguments) -> {
        if (arguments != null && arguments.length == 2 && isPoison(arguments[1])) {
          throw new OutOfMemoryError("planted");
        }
        try {
          var result = method.invoke(real, arguments);
          return result instanceof PreparedStatement ? poisoned(PreparedStatement.class, result) : result;
        } catch (InvocationTargetException e) {
          throw e.getCause();
        }
      });
    }

    private static boolean isPoison(Object argument) {
      return switch (argument) {
        case byte[] bytes -> Arrays.equals(bytes, POISON);
        case byte[][] all -> Stream.of(all).anyMatch(Faulty::isPoison);
        default -> false;
      };
    }

    @Override
    public String name() {
      return sound.name();
    }

    @Override
    public Statements statements() {
      return sound.statements();
    }

    @Override
    public void beginSnapshot(Connection connection) throws SQLException {
      sound.beginSnapshot(connection);
    }

    @Override
    public Duration patience() {
      return sound.patience();
    }

    @Override
    public void awaitTurn() {
      sound.awaitTurn();
    }

    @Override
    public void requireKept() {
      sound.requireKept();
    }

    @Override
    public void committed(long step) {
      sound.committed(step);
    }

    @Override
    public String made() {
      return sound.made();
    }

    @Override
    public Object[] runs(List<Run> runs) {
      return sound.runs(runs);
    }

    @Override
    public boolean keepsEnds() {
      return sound.keepsEnds();
    }

    @Override
    public Session session(Connection connection) {
      return sound.session(connection);
    }

    @Override
    public Readers readers() {
      return sound.readers();
    }

    @Override
    public boolean holdsResults() {
      return false;
    }

    @Override
    public Outage outage() {
      return sound.outage();
    }

    @Override
    public Fault fault(SQLException e) {
      return sound.fault(e);
    }

    @Override
    public void follow(Changes changes) {
      sound.follow(changes);
    }

    @Override
    public void close() {
      sound.close();
    }
  }
}
