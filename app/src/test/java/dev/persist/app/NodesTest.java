package dev.persist.app;

import static dev.persist.app.web.Client.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.persist.app.web.Client;
import dev.persist.conformance.Postgres;
import dev.persist.conformance.PostgresProcess;
import dev.persist.conformance.Race;
import dev.persist.example.ledger.Ledger;
import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two processes of the app on one PostgreSQL database. */
class NodesTest {
  private static final String YOGA = "/api/occurrences/yoga";

  private final String store = Postgres.newUrl();
  @TempDir private Path directory;
  private Node[] nodes;

  /** The app in a process, at an address that stays when it is started again. */
  private final class Node implements AutoCloseable {
    private final int port = PostgresProcess.freePort();
    private Client client = new Client("http://127.0.0.1:" + port);
    private AppProcess process;

    Node() throws IOException {
      start();
    }

    void start() throws IOException {
      process = new AppProcess("serve", "--empty", "on", "--admin-password", TestApp.PASSWORD, "--port", "" + port,
          "--url", store,
          "--blobs",
          "file:" + directory.resolve("blobs"));
      process.url();
    }

    HttpResponse<String> post(String path, String body, String... headers) throws Exception {
      return client.call("POST", path, body, headers);
    }

    @Override
    public void close() {
      client.close();
      process.close();
    }
  }

  @BeforeEach
  void start() throws Exception {
    nodes = new Node[]{new Node(), new Node()};
    var token = nodes[0].client.token("admin", TestApp.PASSWORD); // a session of one is a session of the other
    for (var node : nodes) {
      node.client = node.client.as(token);
    }
  }

  @AfterEach
  void stop() throws InterruptedException {
    for (var node : nodes) {
      node.process.kill();
      node.close();
    }
    Postgres.drop(store);
  }

  private void open(int capacity) throws Exception {
    var opening = "{\"title\":\"Yoga\",\"capacity\":" + capacity + "}";
    assertThat(nodes[0].client.call("PUT", YOGA, opening).statusCode()).isEqualTo(201);
  }

  @Test
  void callers_who_race_on_both_for_20_seats_get_20() throws Exception {
    open(20);
    var answers = Race.of(64, caller -> {
      while (true) {
        var answer = nodes[caller % 2].post(YOGA + "/bookings", "{\"actor\":\"" + caller + "\"}");
        if (answer.statusCode() != 503) { // others were faster again and again
          return answer;
        }
      }
    });
    assertThat(answers).extracting(HttpResponse::statusCode).containsOnly(201, 409);
    var seats = answers.stream().filter(answer -> answer.statusCode() == 201).map(answer -> json(answer).get("seat"));
    assertThat(seats).hasSize(20).doesNotHaveDuplicates();
    for (var node : nodes) {
      var seen = json(node.client.get(YOGA));
      assertThat(seen.get("roster")).hasSize(20);
      assertThat(seen.get("seatsLeft").intValue()).isZero();
    }
  }

  @Test
  void a_node_that_is_killed_loses_nothing_that_was_answered() throws Exception {
    open(100_000);
    try (var load = new Load()) {
      load.awaitMore();
      nodes[0].process.kill();
      load.awaitMore();
      nodes[0].start();
      load.awaitMore();
      load.stop();
      requireAll(load);
    }
  }

  @Test
  void a_rolling_restart_answers_each_request_or_refuses_it_before_it_is_accepted() throws Exception {
    open(100_000);
    try (var load = new Load()) {
      for (var node : nodes) {
        load.awaitMore();
        node.process.terminate();
        assertThat(node.process.exitCode()).isEqualTo(143);
        load.awaitMore();
        node.start();
      }
      load.awaitMore();
      load.stop();
      System.out.printf("rolling restart: %d answered, %d refused, %d lost%n", load.keys.size(), load.refused.get(),
          load.lost.get());
      assertThat(load.refused).doesNotHaveValue(0);
      assertThat(load.repeated).as("requests that took effect without an answer").hasValue(0);
      requireAll(load);
    }
  }

  /** Each order and each booking is there once, whichever node one asks. */
  private void requireAll(Load load) throws Exception {
    for (var node : nodes) {
      assertThat(json(node.client.get("/api/ledger")).get("orders").get("placed").intValue())
          .isEqualTo(load.keys.size());
      var booked = new HashSet<String>();
      json(node.client.get(YOGA)).get("roster").forEach(each -> booked.add(each.get("actor").stringValue()));
      assertThat(booked).isEqualTo(load.keys);
    }
    for (var key : load.keys) {
      assertThat(nodes[1].client.get("/api/orders/" + Ledger.idOf(key)).statusCode()).isEqualTo(200);
    }
  }

  /** Callers that place an order and book a seat, over and over; each goes to the other node when one does not answer. */
  private final class Load implements AutoCloseable {
    private static final int CALLERS = 4;

    final Set<String> keys = ConcurrentHashMap.newKeySet();
    final AtomicInteger refused = new AtomicInteger();
    final AtomicInteger lost = new AtomicInteger();
    /** Answers that say that the request took effect before: no answer came that time. */
    final AtomicInteger repeated = new AtomicInteger();
    private final ExecutorService threads = Executors.newFixedThreadPool(CALLERS);
    private final List<Future<?>> running;
    private volatile boolean stopped;

    Load() {
      running = IntStream.range(0, CALLERS).<Future<?>>mapToObj(caller -> threads.submit(() -> run(caller))).toList();
    }

    private Void run(int caller) throws Exception {
      for (var i = 0; !stopped; i++) {
        var key = caller + "-" + i;
        insist(caller + i, "/api/orders", TestApp.ORDER, "Idempotency-Key", key);
        insist(caller + i, YOGA + "/bookings", "{\"actor\":\"" + key + "\"}");
        keys.add(key);
      }
      return null;
    }

    private void insist(int first, String path, String body, String... headers) throws Exception {
      for (var attempt = first;; attempt++) {
        try {
          var answer = nodes[attempt % 2].post(path, body, headers);
          if (answer.statusCode() != 503) {
            assertThat(answer.statusCode()).as(answer.body()).isIn(201, 200);
            repeated.addAndGet(answer.statusCode() == 200 ? 1 : 0);
            return;
          }
          refused.incrementAndGet();
        } catch (ConnectException e) {
          refused.incrementAndGet();
        } catch (IOException e) {
          lost.incrementAndGet();
        }
      }
    }

    /** Waits until much more is answered. Fails when a caller failed. */
    void awaitMore() throws Exception {
      var enough = keys.size() + 40;
      while (keys.size() < enough) {
        for (var each : running) {
          if (each.isDone()) {
            each.get();
          }
        }
        LockSupport.parkNanos(1_000_000);
      }
    }

    void stop() throws Exception {
      stopped = true;
      for (var each : running) {
        each.get();
      }
    }

    @Override
    public void close() {
      stopped = true;
      threads.shutdownNow();
    }
  }
}
