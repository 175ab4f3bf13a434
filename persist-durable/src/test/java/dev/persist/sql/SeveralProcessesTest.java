package dev.persist.sql;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.persist.Json;
import dev.persist.Persist;
import dev.persist.conformance.History;
import dev.persist.conformance.Jvm;
import dev.persist.conformance.Postgres;
import dev.persist.conformance.Rule;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Several processes on one database hold the rules together. */
class SeveralProcessesTest {
  private static final int HISTORIES = 2;
  private static final int CALLS = 60;
  private static final int EVENTS = 500;

  private final String url = Postgres.newUrl();
  private final List<Process> processes = new ArrayList<>();

  @AfterEach
  void drop() {
    processes.forEach(process -> process.destroyForcibly().onExit().join());
    Postgres.drop(url);
  }

  @Test
  @Rule("C3")
  void one_order_of_the_calls_of_two_processes_explains_every_answer() throws Exception {
    for (var number = 0; number < HISTORIES; number++) {
      assertThat(history(url, "r" + number).problems()).isEmpty();
    }
  }

  @Test
  void two_processes_with_a_store_each_are_reported() throws Exception {
    assertThat(history("memory:", "r").problems()).isNotEmpty();
  }

  @Test
  @Rule({"G1", "G5", "S3"})
  void two_processes_that_write_and_one_that_comes_later_follow_one_order_without_gaps() throws Exception {
    var all = "" + 2 * EVENTS;
    var hot = List.of(start(Follower.class, url, "a", "" + EVENTS, all),
        start(Follower.class, url, "b", "" + EVENTS, all));
    hot.forEach(SeveralProcessesTest::go);
    var followed = hot.stream().map(SeveralProcessesTest::rest).toList();
    var cold = start(Follower.class, url, "c", "0", all);
    go(cold);
    try (var store = Persist.open(url)) {
      var order = store.log().global().read().map(Object::toString).toList();
      assertThat(order).hasSize(2 * EVENTS);
      assertThat(followed).containsOnly(order);
      assertThat(rest(cold)).isEqualTo(order);
    }
  }

  private History history(String store, String register) throws Exception {
    var both = List.of(start(Participant.class, store, register + ".a", register, "" + CALLS),
        start(Participant.class, store, register + ".b", register, "" + CALLS));
    both.forEach(SeveralProcessesTest::go);
    var history = new History();
    for (var process : both) {
      for (var line : rest(process)) {
        var each = Json.parse(line).as(Participant.Answered.class);
        history.answered(each.call(), each.called(), each.returned(), each.answer());
      }
    }
    assertThat(history.size()).isEqualTo(2 * 4 * CALLS);
    return history;
  }

  /** Starts one that waits until {@link #go}, so that they begin together. */
  private Process start(Class<?> program, String... args) throws IOException {
    var process = Jvm.start(program, args);
    processes.add(process);
    assertThat(process.inputReader(UTF_8).readLine()).isEqualTo("ready");
    return process;
  }

  private static void go(Process process) {
    try {
      process.getOutputStream().write('\n');
      process.getOutputStream().flush();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** Returns what is left of what {@code process} says, when it has ended well. */
  private static List<String> rest(Process process) {
    var lines = process.inputReader(UTF_8).lines().toList();
    assertThat(process.onExit().join().exitValue()).isZero();
    return lines;
  }
}
