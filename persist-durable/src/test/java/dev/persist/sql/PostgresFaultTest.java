package dev.persist.sql;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import dev.persist.Persist;
import dev.persist.conformance.PostgresProcess;
import dev.persist.conformance.Rule;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What each state in the appendix of PostgreSQL's manual says about a transaction. */
@Rule("C9")
class PostgresFaultTest {
  private static final String WAITING = "SELECT pid FROM pg_stat_activity WHERE application_name = 'persist' AND wait_event_type = 'Lock'";

  /** Each class of states, and each state that is not what its class is. */
  private static final Map<String, String> FAULTS = Arrays.stream("""
      00 01 02 03     REFUSED  no errors, or none that a server sends
      08              LOST     no connection
      09 0B 0F 0L 0P 0Z REFUSED
      0A              PASSING  a statement that was prepared for tables of another version
      10 20 21        REFUSED
      22 23           REFUSED  a value, a constraint
      24              REFUSED
      25              PASSING  the transaction is not as it was left
      25006           LOST     a standby
      25P03 25P04     LOST     the server ended transaction and connection
      26              PASSING  a prepared statement is gone
      27              REFUSED
      28              LOST     not let in
      2B 2D 2F        REFUSED
      34 38 39 3B     REFUSED
      3D              LOST     no such database, so no connection
      3F              DAMAGED  no such schema
      40              PASSING  rolled back to let others pass
      40003           LOST     nobody knows
      42              REFUSED
      42501           PASSING  no permission, until it is granted
      42P01 42703     DAMAGED  no such table, no such column
      42P05           PASSING  a prepared statement is another's
      44              REFUSED
      53              PASSING  out of disk, memory, connections
      54              REFUSED  a row is too large; also the queue of NOTIFY is full, which no commit meets
      55              PASSING  locked, or not ready
      57              LOST     shutting down
      57014           PASSING  a statement was cancelled
      58              PASSING  an error of the system
      F0 HV           REFUSED
      P0              REFUSED  a trigger's
      XX              REFUSED
      XX001 XX002     DAMAGED  a page, an index
      """.split("\n"))
      .map(line -> Arrays.asList(line.replaceAll("(REFUSED|LOST|PASSING|DAMAGED).*", "$1").split(" +")))
      .flatMap(line -> line.subList(0, line.size() - 1).stream().map(state -> List.of(state, line.getLast())))
      .collect(toMap(List::getFirst, List::getLast));

  @Test
  void each_state_says_whether_a_transaction_passes_is_lost_or_refused() throws IOException {
    var states = Files.readAllLines(PostgresProcess.appendix())
        .stream()
        .filter(line -> line.matches("[0-9A-Z]{5} .*"))
        .map(line -> line.substring(0, 5))
        .distinct()
        .toList();
    assertThat(states).hasSizeGreaterThan(230).allSatisfy(state -> {
      var fault = FAULTS.getOrDefault(state, FAULTS.getOrDefault(state.substring(0, 2), "a class that is not listed"));
      assertThat(PostgresFault.of(state)).as(state).hasToString(fault);
    });
  }

  @Test
  void an_error_of_the_driver_says_nothing_about_a_commit() {
    assertThat(List.of("", "99999", "08S01")).allSatisfy(it -> assertThat(PostgresFault.of(it)).isEqualTo(Fault.LOST));
  }

  @Test
  void a_commit_that_the_server_gives_too_little_time_is_tried_again() throws Exception {
    try (var server = PostgresServer.empty(); var store = Persist.open(server.url())) {
      var turn = Jdbc.begin(server.url(), "SELECT FROM persist_store FOR UPDATE");
      Jdbc.execute(server.url(), "ALTER ROLE postgres SET transaction_timeout = '500ms'");
      var call = Call.begin(() -> store.commit(Numbered.commit(1)));
      Jdbc.awaitBlocked(server.url());
      var first = Jdbc.query(server.url(), WAITING);
      Jdbc.await(server.url(), "EXISTS (SELECT FROM (%s) w (pid) WHERE pid <> %s)".formatted(WAITING, first));
      Jdbc.execute(server.url(), "ALTER ROLE postgres RESET transaction_timeout");
      turn.close();

      assertThat(call.outcome()).isEqualTo("Committed");
      assertThat(Numbered.stored(store)).containsExactly(1);
    }
  }
}
