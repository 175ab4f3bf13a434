package dev.persist.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.persist.conformance.Rule;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteConnection;
import org.sqlite.SQLiteDataSource;

class ReadersTest {
  private static final int MOST = 3;
  private static final int STACK_BYTES = 256 << 10;
  private static final int CALLS = 3_000;

  private final List<Connection> made = new CopyOnWriteArrayList<>();
  private int calls;

  /** How many of the reads that had no stack left had begun. */
  private int begun;

  @Test
  @Rule("C29")
  void a_read_whose_stack_ends_leaves_no_connection_open(@TempDir Path directory) throws Exception {
    var source = new SQLiteDataSource() {
      private static final long serialVersionUID = 1;

      @Override
      public SQLiteConnection getConnection(String user, String password) throws SQLException {
        var connection = super.getConnection(user, password);
        made.add(connection);
        return connection;
      }
    };
    source.setUrl("jdbc:sqlite:" + directory.resolve("store.db"));
    try (var readers = new Readers(source, MOST, Duration.ofSeconds(10))) {
      var task = new FutureTask<>(() -> {
        for (var i = 0; i < 5; i++) {
          calls = CALLS;
          overflow(readers);
        }
      }, true);
      new Thread(null, task, "overflows", STACK_BYTES).start();
      task.get();
      assertThat(begun).isZero();
      assertThat(one(readers)).isOne();
      assertThat(open()).isBetween(1, MOST);
    }
    assertThat(open()).isZero();
  }

  private int open() throws SQLException {
    var open = 0;
    for (var connection : made) {
      open += connection.isClosed() ? 0 : 1;
    }
    return open;
  }

  private static int one(Readers readers) throws SQLException {
    return readers.read(connection -> {
      try (var statement = connection.prepareStatement("SELECT 1"); var rows = statement.executeQuery()) {
        rows.next();
        return rows.getInt(1);
      }
    });
  }

  @SuppressWarnings("InfiniteRecursion") // which is the point
  private boolean overflow(Readers readers) {
    try {
      if (!overflow(readers)) {
        return false;
      }
    } catch (StackOverflowError e) {
      // The call below is made with a little more stack in each frame.
    }
    if (calls-- > 0) {
      call(readers);
      return true;
    }
    return false;
  }

  private void call(Readers readers) {
    var before = made.size();
    try {
      one(readers);
    } catch (StackOverflowError e) {
      begun += made.size() > before ? 1 : 0;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
