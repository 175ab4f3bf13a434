package dev.persist.distributed;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.persist.Json;
import dev.persist.NewEvent;
import dev.persist.Persist;
import dev.persist.conformance.History;
import dev.persist.conformance.Jvm;
import dev.persist.conformance.PostgresProcess;
import dev.persist.conformance.Rule;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Servers that are killed under several processes. */
class KilledServersTest {
  private final List<Path> data = new ArrayList<>();
  private final List<Integer> ports = new ArrayList<>();
  private final List<PostgresProcess> servers = new ArrayList<>();
  private final List<Process> processes = new ArrayList<>();

  @BeforeEach
  void start() throws IOException {
    for (var i = 0; i < 3; i++) {
      data.add(PostgresProcess.newData());
      ports.add(PostgresProcess.freePort());
      servers.add(PostgresProcess.start(data.get(i), ports.get(i)));
    }
  }

  @AfterEach
  void stop() {
    processes.forEach(process -> process.destroyForcibly().onExit().join());
    servers.forEach(PostgresProcess::close);
  }

  @Test
  @Rule({"C2", "C3", "C9"})
  void one_order_of_the_calls_of_three_processes_explains_every_answer_while_servers_are_killed() throws Exception {
    var url = "scalardb:" + Servers.newStore(ports);
    Persist.open(url).close();
    for (var i = 0; i < 3; i++) {
      var process = Jvm.start(Participant.class, url, "p" + i, "r");
      processes.add(process);
      assertThat(process.inputReader(UTF_8).readLine()).isEqualTo("ready");
    }
    for (var process : processes) {
      process.getOutputStream().write('\n');
      process.getOutputStream().flush();
    }
    for (var i = 0; i < 3; i++) {
      Thread.sleep(2_000);
      servers.get(i).kill();
      Thread.sleep(500);
      servers.set(i, PostgresProcess.start(data.get(i), ports.get(i)));
    }
    Thread.sleep(2_000);
    var history = new History();
    var known = 0;
    for (var process : processes) {
      process.getOutputStream().close();
    }
    for (var process : processes) {
      for (var line : process.inputReader(UTF_8).lines().toList()) {
        var each = Json.parse(line).as(Participant.Answered.class);
        known += each.answer().isPresent() ? 1 : 0;
        each.answer()
            .ifPresentOrElse(answer -> history.answered(each.call(), each.called(), each.returned(), answer),
                () -> history.unanswered(each.call(), each.called(), Long.MAX_VALUE));
      }
      assertThat(process.onExit().join().exitValue()).isZero();
    }
    assertThat(known).isGreaterThan(100); // or there was nothing to find; how many more depends on the machine
    assertThat(history.problems()).isEmpty();
  }

  @Test
  @Rule("C3")
  void names_on_other_servers_go_on_while_a_server_is_away() throws Exception {
    try (var store = Persist.open("scalardb:" + Servers.newStore(ports))) {
      var placement = new Placement(Servers.PARTITIONS);
      servers.get(1).kill(); // it has partition 1; the coordinator is on server 0
      var written = 0;
      for (var i = 0; i < 100; i++) {
        if (placement.of("order/" + i) != 1) {
          store.log().append("order/" + i, List.of(NewEvent.of("placed", Instant.EPOCH, i)));
          written++;
        }
      }
      assertThat(written).isGreaterThan(50);
      servers.set(1, PostgresProcess.start(data.get(1), ports.get(1)));
      for (var i = 0; i < 100; i++) {
        if (placement.of("order/" + i) == 1) {
          store.log().append("order/" + i, List.of(NewEvent.of("placed", Instant.EPOCH, i)));
        }
      }
      assertThat(store.catalog().streams()).hasSize(100);
    }
  }
}
