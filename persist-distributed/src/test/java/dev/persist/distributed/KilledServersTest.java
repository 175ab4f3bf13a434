package dev.persist.distributed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.persist.Json;
import dev.persist.NewEvent;
import dev.persist.Persist;
import dev.persist.conformance.Call;
import dev.persist.conformance.Call.Kind;
import dev.persist.conformance.Call.Side;
import dev.persist.conformance.Client;
import dev.persist.conformance.History;
import dev.persist.conformance.PostgresProcess;
import dev.persist.conformance.Rule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Servers and processes that are killed and frozen while others go on. */
class KilledServersTest {
  private static final System.Logger LOG = System.getLogger(KilledServersTest.class.getName());
  private static final int SERVERS = 3;
  private static final int PROCESSES = 3;

  /** How often each fault happens in the long run. */
  private static final int TIMES = 4;

  /** Longer than the 15 s after which others take back what a transaction has prepared. */
  private static final int FROZEN_MILLIS = 18_000;

  /** What happens to servers, unless it names a process. */
  private enum Fault {
    EACH_KILLED, TWO_KILLED, ALL_KILLED, EACH_SHUT_DOWN, ONE_FROZEN, PROCESS_KILLED, PROCESS_AND_SERVER_KILLED
  }

  private final Random random = new Random(1);
  private final List<Path> data = new ArrayList<>();
  private final List<Integer> ports = new ArrayList<>();
  private final List<PostgresProcess> servers = new ArrayList<>();
  private final List<ParticipantProcess> processes = new ArrayList<>();
  private final History history = new History();
  private int started;
  private String url = "";

  @BeforeEach
  void start() throws IOException {
    for (var i = 0; i < SERVERS; i++) {
      data.add(PostgresProcess.newData());
      ports.add(PostgresProcess.freePort());
      servers.add(PostgresProcess.start(data.get(i), ports.get(i)));
    }
    url = "scalardb:" + Servers.newStore(ports);
    Persist.open(url).close();
  }

  @AfterEach
  void stop() {
    processes.forEach(ParticipantProcess::kill);
    servers.forEach(PostgresProcess::close);
  }

  @Test
  @Rule({"C2", "C3", "C9"})
  void one_order_of_all_calls_explains_every_answer_while_each_server_is_killed() throws Exception {
    round("r", Fault.EACH_KILLED.name(), () -> happen(Fault.EACH_KILLED));
    assertThat(history.problems()).isEmpty();
  }

  @Test
  @Rule({"C2", "C3", "C9"})
  @Tag("long") // some minutes: -Dleft.out=none
  @Timeout(value = 15, unit = TimeUnit.MINUTES)
  void one_order_of_all_calls_explains_every_answer_through_rounds_of_all_faults() throws Exception {
    var faults = new ArrayList<Fault>();
    for (var i = 0; i < TIMES; i++) {
      faults.addAll(List.of(Fault.values()));
    }
    Collections.shuffle(faults, random);
    for (var i = 0; i < faults.size(); i++) {
      var fault = faults.get(i);
      round("r" + i + ".", fault.name(), () -> happen(fault));
    }
    readAgain(faults.size());
    assertThat(history.problems()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 2}) // with and without ScalarDB's coordinator
  @Rule({"C2", "C3", "C9"})
  @Tag("long")
  void one_order_of_all_calls_explains_every_answer_while_the_disk_of_a_server_is_full(int server) throws Exception {
    servers.get(server).stop();
    try (var disk = new SmallDisk(data.get(server))) {
      data.set(server, disk.path);
      start(server);
      for (var i = 0; i < 2; i++) {
        round("r" + i + ".", "DISK_FULL", () -> {
          disk.fill();
          Thread.sleep(10_000);
          servers.get(server).kill(); // if it has not ended by itself
          disk.makeRoom();
          start(server);
        });
      }
      readAgain(2);
      assertThat(history.problems()).isEmpty();
    }
  }

  @Test
  @Rule("C3")
  void names_on_other_servers_go_on_while_a_server_is_away() throws Exception {
    try (var store = Persist.open(url)) {
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
      start(1);
      for (var i = 0; i < 100; i++) {
        if (placement.of("order/" + i) == 1) {
          store.log().append("order/" + i, List.of(NewEvent.of("placed", Instant.EPOCH, i)));
        }
      }
      assertThat(store.catalog().streams()).hasSize(100);
    }
  }

  private interface Happening {
    void happen() throws Exception;
  }

  /** Has clients ask about {@code registers} before, during and after {@code happening}. */
  private void round(String registers, String name, Happening happening) throws Exception {
    while (processes.size() < PROCESSES) {
      processes.add(new ParticipantProcess(url, "p" + started++));
    }
    for (var process : processes) {
      process.ask(registers);
    }
    Thread.sleep(1_000);
    happening.happen();
    Thread.sleep(2_000);
    var before = history.size();
    var answered = 0L;
    for (var process : processes) {
      answered += process.finish(history);
    }
    processes.removeIf(ParticipantProcess::isKilled);
    LOG.log(System.Logger.Level.INFO, "{0}: {1} of {2} calls were answered", name, answered, history.size() - before);
    assertThat(answered).isGreaterThan(20); // or there was nothing to find; how many more depends on the machine
  }

  private void happen(Fault fault) throws Exception {
    var order = IntStream.range(0, SERVERS).boxed().collect(ArrayList<Integer>::new, List::add, List::addAll);
    Collections.shuffle(order, random);
    switch (fault) {
      case EACH_KILLED -> {
        for (var i : order) {
          killAndStart(List.of(i), 500);
          Thread.sleep(1_500);
        }
      }
      case TWO_KILLED -> killAndStart(order.subList(0, 2), 2_000);
      case ALL_KILLED -> killAndStart(order, 2_000);
      case EACH_SHUT_DOWN -> {
        for (var i : order) {
          servers.get(i).stop();
          start(i);
          Thread.sleep(1_500);
        }
      }
      case ONE_FROZEN -> {
        servers.get(order.getFirst()).pause();
        Thread.sleep(FROZEN_MILLIS);
        servers.get(order.getFirst()).resume();
      }
      case PROCESS_KILLED -> processes.get(order.getFirst()).kill();
      case PROCESS_AND_SERVER_KILLED -> {
        processes.get(order.getFirst()).kill();
        killAndStart(order.subList(0, 1), 2_000);
      }
    }
  }

  /** Kills servers and starts them again after {@code millis}. */
  private void killAndStart(List<Integer> numbers, int millis) throws Exception {
    numbers.forEach(i -> servers.get(i).kill());
    Thread.sleep(millis);
    for (var i : numbers) {
      start(i);
    }
  }

  private void start(int server) throws IOException {
    servers.set(server, PostgresProcess.start(data.get(server), ports.get(server)));
  }

  /** Asks for all that is there after so many rounds. */
  private void readAgain(int rounds) {
    try (var store = Persist.open(url)) {
      for (var i = 0; i < rounds * Client.REGISTERS; i++) {
        var register = "r" + i / Client.REGISTERS + "." + i % Client.REGISTERS;
        ask(store, Kind.GET, register, Side.LEFT, 0);
        for (var side : Side.values()) {
          var last = Long.parseLong(ask(store, Kind.LAST, register, side, 0));
          for (var seq = 1L; seq <= last; seq += Call.READ) {
            ask(store, Kind.READ, register, side, seq);
          }
        }
      }
    }
  }

  private String ask(Persist store, Kind kind, String register, Side side, long seq) {
    var call = new Call(kind, register, side, seq, Json.EMPTY, Json.EMPTY);
    var called = System.nanoTime();
    var answer = new Client("reader", register).ask(store, call);
    history.answered(call, called, System.nanoTime(), answer);
    return answer;
  }

  /** A disk that is soon full. */
  private static final class SmallDisk implements AutoCloseable {
    private final Path path = PostgresProcess.newDirectory();

    /** Makes one with a copy of {@code data}. */
    SmallDisk(Path data) throws IOException {
      assumeTrue(run("mount -t tmpfs -o size=256m,mode=700 tmpfs " + path), "only root may mount");
      assertThat(run("cp -a " + data + "/. " + path)).isTrue();
    }

    void fill() throws IOException {
      assertThat(run("cat /dev/zero > " + path + "/ballast 2> /dev/null")).as("there was no end").isFalse();
    }

    void makeRoom() throws IOException {
      Files.delete(path.resolve("ballast"));
    }

    private static boolean run(String command) throws IOException {
      return new ProcessBuilder("sh", "-c", command).inheritIO().start().onExit().join().exitValue() == 0;
    }

    @Override
    public void close() throws IOException {
      assertThat(run("umount --lazy " + path)).isTrue(); // a server may still use it
    }
  }
}
