package dev.persist.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.persist.conformance.Rule;
import dev.persist.crash.CrashCycles;
import dev.persist.crash.Planted;
import java.io.IOException;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a kill -9 of the server leaves, and then one of the writer, which went on when the server was back. */
class PostgresCrashTest {
  private static final int CYCLES = Integer.getInteger("crash.cycles", 3);

  private final long seed = Long.getLong("crash.seed", System.nanoTime());
  private final Random random = new Random(seed);

  private PostgresServer server;
  private CrashCycles cycles;
  private int killAt;

  @BeforeEach
  void start() throws IOException {
    server = PostgresServer.empty();
    cycles = new CrashCycles(server.url()).atAcknowledgement(count -> {
      if (count == killAt) {
        server.kill();
        server.restart();
      }
    });
  }

  @AfterEach
  void close() {
    server.close();
  }

  /** Callers hear what became of a commit that was cut off: the store looks it up when the server is back. */
  @Test
  @Rule({"C1", "C2", "C7"})
  void every_acknowledged_commit_survives_kills_of_the_server_and_none_is_there_by_half() throws Exception {
    for (var cycle = 1; cycle <= CYCLES; cycle++) {
      killAt = 1 + random.nextInt(300);
      assertThat(cycles.run(killAt + 50 + random.nextInt(300)))
          .as("cycle %d, repeat with -Dcrash.seed=%d", cycle, seed)
          .isEmpty();
    }
    assertThat(cycles.events()).isGreaterThan(300);
  }

  @Test
  void a_store_that_acknowledges_before_it_commits_is_reported() throws Exception {
    assertThat(cycles.run(400, Planted.ACKNOWLEDGES_BEFORE_COMMITTING.in(server.url())))
        .anyMatch(problem -> problem.contains("lost"));
  }
}
