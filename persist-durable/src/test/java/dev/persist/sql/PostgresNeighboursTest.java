package dev.persist.sql;

import static dev.persist.sql.Numbered.commit;
import static dev.persist.sql.Numbered.outcome;
import static dev.persist.sql.Numbered.stored;
import static org.assertj.core.api.Assertions.assertThat;

import dev.persist.Persist;
import dev.persist.conformance.Rule;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Stores in different databases of one server: what one of them waits for, the others do not. */
@Rule("S15")
class PostgresNeighboursTest {
  private static final String WAITING = "EXISTS (SELECT FROM pg_stat_activity WHERE wait_event = 'SyncRep'"
      + " AND datname = 'postgres')";

  private PostgresCluster cluster;
  private String neighbour;

  /** The database {@code neighbour} does not wait for the standby, which is away from now on; the other does. */
  @BeforeEach
  void start() throws IOException, SQLException {
    cluster = PostgresCluster.start();
    Jdbc.execute(cluster.url(), "CREATE DATABASE neighbour");
    Jdbc.execute(cluster.url(), "ALTER DATABASE neighbour SET synchronous_commit = local");
    neighbour = cluster.url().replace("/postgres?", "/neighbour?") + "&patience=3";
    Persist.open(cluster.url()).close();
    cluster.standby().pause();
  }

  @AfterEach
  void close() {
    cluster.close();
  }

  @Test
  void a_store_that_waits_for_its_standby_holds_up_no_store_of_another_database() throws Exception {
    try (var waiting = Persist.open(cluster.url() + "&socketTimeout=60"); var other = Persist.open(neighbour)) {
      var call = Call.begin(() -> waiting.commit(commit(1)));
      Jdbc.await(cluster.primary().url(), WAITING);

      assertThat(outcome(other, 1)).isEqualTo("Committed");
      Jdbc.await(cluster.primary().url(), WAITING);
      cluster.standby().resume();
      assertThat(call.outcome()).isEqualTo("Committed");
    }
  }

  @Test
  void nor_does_it_once_its_caller_has_given_up() throws Exception {
    try (var waiting = Persist.open(cluster.url() + "&patience=1"); var other = Persist.open(neighbour)) {
      assertThat(outcome(waiting, 1)).isEqualTo("UnknownOutcome");
      Jdbc.await(cluster.primary().url(), WAITING);

      assertThat(outcome(other, 1)).isEqualTo("Committed");
      Jdbc.await(cluster.primary().url(), WAITING);
      cluster.standby().resume();
    }
  }

  @Test
  void a_program_that_notifies_and_waits_for_its_standby_delays_only_the_signal() throws Exception {
    try (var writer = Persist.open(neighbour);
        var reader = Persist.open(neighbour);
        var program = Jdbc.begin(cluster.url() + "&socketTimeout=60", "CREATE TABLE things (); NOTIFY theirs")) {
      var call = Call.begin(() -> committed(program));
      Jdbc.await(cluster.primary().url(), WAITING);
      var seen = reader.awaitChange(0, Duration.ZERO);

      assertThat(outcome(writer, 1)).isEqualTo("Committed");
      while (stored(reader).isEmpty()) {
        seen = reader.awaitChange(seen, Duration.ofMinutes(1));
      }
      Jdbc.await(cluster.primary().url(), WAITING);
      cluster.standby().resume();
      assertThat(call.outcome()).isEqualTo("Boolean");
    }
  }

  private static boolean committed(Connection connection) {
    try {
      connection.commit();
      return true;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
