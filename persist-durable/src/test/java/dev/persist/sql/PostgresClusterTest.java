package dev.persist.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PostgresClusterTest {
  private PostgresCluster cluster;

  @BeforeEach
  void start() throws IOException, SQLException {
    cluster = PostgresCluster.start();
    Jdbc.execute(cluster.url(), "CREATE TABLE things (name text)");
  }

  @AfterEach
  void close() {
    cluster.close();
  }

  @Test
  void what_the_primary_committed_the_promoted_standby_has() throws SQLException {
    Jdbc.execute(cluster.url(), "INSERT INTO things VALUES ('committed')");

    cluster.killPrimary();
    cluster.promote();

    assertThat(Jdbc.query(cluster.url(), "SELECT name FROM things")).isEqualTo("committed");
    Jdbc.execute(cluster.url(), "INSERT INTO things VALUES ('more')");
    assertThat(Jdbc.query(cluster.url(), "SELECT count(*) FROM things")).isEqualTo("2");
  }

  @Test
  void the_primary_acknowledges_nothing_that_the_standby_lacks() throws SQLException {
    cluster.standby().pause();
    try (var connection = Jdbc.begin(cluster.url() + "&socketTimeout=1", "INSERT INTO things VALUES ('in doubt')")) {
      assertThatThrownBy(connection::commit).isInstanceOf(SQLException.class);
    } finally {
      cluster.standby().resume();
    }
  }

  @Test
  void the_standby_is_read_only() {
    assertThatThrownBy(() -> Jdbc.execute(cluster.standby().url(), "CREATE TABLE others (name text)"))
        .satisfies(e -> assertThat(((SQLException) e).getSQLState()).isEqualTo("25006"));
  }
}
