package dev.persist.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.persist.Commit;
import dev.persist.CommitId;
import dev.persist.CommitResult;
import dev.persist.CommitResult.AlreadyCommitted;
import dev.persist.CommitResult.Committed;
import dev.persist.CommitResult.Conflict;
import dev.persist.Json;
import dev.persist.NewEvent;
import dev.persist.Persist;
import dev.persist.StoreException.Closed;
import dev.persist.StoreException.Unavailable;
import dev.persist.StoreException.UnknownOutcome;
import dev.persist.conformance.DelegatingBackend;
import dev.persist.http.Http2Served.Harm;
import dev.persist.memory.MemoryBackend;
import dev.persist.spi.Backend;
import dev.persist.spi.BackendProvider;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import javax.net.ssl.SSLContext;
import org.eclipse.jetty.http.HttpVersion;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A store over HTTP/2: rules T4, T5, T9, T12. */
class Http2Test {
  private static final int STREAMS = 8;
  private static final Commit COMMIT = Commit.builder()
      .id(new CommitId("s", "k", "d"))
      .append("s", NewEvent.of("x", Instant.EPOCH, Json.NULL))
      .build();

  @TempDir private static Path directory;
  private static SSLContext before;
  private static SSLContext serving;

  private final MemoryBackend memory = new MemoryBackend();
  private final CountDownLatch held = new CountDownLatch(STREAMS);
  private final CountDownLatch go = new CountDownLatch(1);
  private final Http2Served served = new Http2Served(holding(), serving, STREAMS);
  private final Backend client = BackendProvider.openUrl(served.url());

  Http2Test() throws Exception {}

  @BeforeAll
  static void trust() throws Exception {
    var keys = new Keys(directory);
    serving = keys.serving();
    before = SSLContext.getDefault();
    SSLContext.setDefault(keys.trusting());
  }

  @AfterAll
  static void trustAsBefore() {
    SSLContext.setDefault(before);
  }

  @AfterEach
  void close() {
    go.countDown();
    client.close();
    served.close();
  }

  /** Returns an engine that holds the calls about stream "held" until they may go on. */
  private Backend holding() {
    return new DelegatingBackend(memory) {
      @Override
      public long lastSeq(String stream) {
        if (stream.equals("held")) {
          hold();
        }
        return super.lastSeq(stream);
      }

      @Override
      public CommitResult commit(Commit commit) {
        if (commit.equals(append("held", 1))) {
          hold();
        }
        return super.commit(commit);
      }
    };
  }

  private void hold() {
    held.countDown();
    try {
      go.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Commit append(String stream, Object data) {
    return Commit.builder().append(stream, NewEvent.of("x", Instant.EPOCH, Json.of(data))).build();
  }

  private static <T> FutureTask<T> start(Callable<T> call) {
    var task = new FutureTask<>(call);
    Thread.ofVirtual().start(task);
    return task;
  }

  private void assertVersion2() {
    assertThat(served.versions()).containsExactly(HttpVersion.HTTP_2);
  }

  @Test
  void commits_conflicts_and_retries_are_answered() {
    assertThat(client.commit(COMMIT)).isEqualTo(new Committed(memory.read("s", 1, 1)));
    assertThat(client.commit(COMMIT)).isEqualTo(new AlreadyCommitted(memory.read("s", 1, 1)));
    var stale = Commit.builder().streamAt("s", 0).put("k", Json.of(1)).build();
    assertThat(client.commit(stale)).isInstanceOf(Conflict.class).isEqualTo(memory.commit(stale));
    assertThat(client.get("k")).isEmpty();
    assertVersion2();
  }

  @Test
  void large_commits_and_long_streams_get_through() {
    var large = "x".repeat(1_000_000);
    for (var i = 0; i < 2; i++) {
      var commit = Commit.builder();
      for (var j = 0; j < 8; j++) {
        commit.append("s", NewEvent.of("x", Instant.EPOCH, Json.of(large)));
      }
      assertThat(client.commit(commit.build())).isInstanceOf(Committed.class);
    }
    assertThat(client.read("s", 1, 100)).as("a page").hasSizeBetween(4, 5);
    var store = Persist.over(client);
    assertThat(store.log().read("s").filter(event -> event.data().equals(Json.of(large))).count()).isEqualTo(16);
    assertVersion2();
  }

  @Test
  void a_commit_wakes_who_waits_elsewhere() throws Exception {
    var seen = client.awaitChange(0, Duration.ZERO);
    var waiting = start(() -> client.awaitChange(seen, Duration.ofMinutes(1)));
    memory.commit(COMMIT);
    assertThat(waiting.get()).isNotEqualTo(seen);
    assertVersion2();
  }

  @Test
  void many_clients_commit_and_read_at_a_time() throws Exception {
    var tasks = new ArrayList<FutureTask<Long>>();
    for (var i = 0; i < 8; i++) {
      var stream = "s" + i;
      tasks.add(start(() -> {
        try (var mine = Persist.open(served.url())) {
          for (var j = 0; j < 20; j++) {
            mine.log().appendGlobal(stream, "x", Instant.EPOCH, j);
          }
          return mine.log().read(stream).count();
        }
      }));
    }
    for (var task : tasks) {
      assertThat(task.get()).isEqualTo(20);
    }
    assertThat(Persist.over(memory).log().global().position()).isEqualTo(160);
    assertVersion2();
  }

  @Test
  void more_calls_than_a_connection_has_streams_are_answered() throws Exception {
    var reads = new ArrayList<FutureTask<Long>>();
    for (var i = 0; i < STREAMS; i++) {
      reads.add(start(() -> client.lastSeq("held")));
    }
    held.await();
    assertVersion2();
    assertThat(client.commit(COMMIT)).isInstanceOf(Committed.class);
    assertThat(client.lastSeq("s")).isEqualTo(1);
    assertThat(served.versions()).containsExactlyInAnyOrder(HttpVersion.HTTP_2, HttpVersion.HTTP_1_1);
    go.countDown();
    for (var read : reads) {
      assertThat(read.get()).isZero();
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"RESET", "GOAWAY", "CUT"})
  void a_commit_whose_answer_is_lost_has_an_unknown_outcome_and_takes_effect_once(Harm harm) {
    var requests = served.requests();
    served.does(harm);
    assertThatExceptionOfType(UnknownOutcome.class).isThrownBy(() -> client.commit(COMMIT))
        .withMessageContaining("https://localhost:")
        .satisfies(e -> assertThat(e.toString()).doesNotContain("token"));
    assertThat(served.requests() - requests).as("requests").isEqualTo(1);
    assertThat(memory.lastSeq("s")).isEqualTo(1);
    assertThat(client.commit(COMMIT)).isInstanceOf(AlreadyCommitted.class);
    assertVersion2();
  }

  @ParameterizedTest
  @EnumSource(names = {"RESET", "GOAWAY", "CUT"})
  void a_read_whose_answer_is_lost_is_unavailable(Harm harm) {
    served.does(harm);
    assertThatExceptionOfType(Unavailable.class).isThrownBy(() -> client.lastSeq("s"));
    assertThat(client.lastSeq("s")).isZero();
    assertVersion2();
  }

  @Test
  void a_request_that_the_server_did_not_look_at_is_sent_again() {
    var requests = served.requests();
    served.does(Harm.REFUSED);
    assertThat(client.commit(COMMIT)).isInstanceOf(Committed.class);
    assertThat(served.requests() - requests).as("requests").isEqualTo(2);
    assertThat(memory.lastSeq("s")).isEqualTo(1);
    assertVersion2();
  }

  @Test
  void closing_waits_for_the_commit_under_way() throws Exception {
    var commit = start(() -> client.commit(append("held", 1)));
    while (held.getCount() == STREAMS) {
      Thread.onSpinWait();
    }
    var closing = new FutureTask<>(client::close, true);
    Thread.ofVirtual().start(closing);
    while (!isClosed()) {
      Thread.onSpinWait();
    }
    assertThat(closing.isDone()).as("closed while a commit was under way").isFalse();
    go.countDown();
    assertThat(commit.get()).isInstanceOf(Committed.class);
    closing.get();
    assertThat(memory.lastSeq("held")).isEqualTo(1);
    assertVersion2();
  }

  private boolean isClosed() {
    try {
      return client.lastSeq("s") < 0;
    } catch (Closed e) {
      return true;
    }
  }

  @Test
  void when_the_server_is_gone_nothing_is_written() {
    served.close();
    assertThatExceptionOfType(Unavailable.class).isThrownBy(() -> client.commit(COMMIT))
        .withMessageContaining("cannot be reached");
    assertThat(memory.lastSeq("s")).isZero();
  }

  @Test
  void without_tls_a_client_stays_at_version_1_1() throws Exception {
    try (var unencrypted = new Http2Served(memory); var store = BackendProvider.openUrl(unencrypted.url())) {
      assertThat(store.commit(COMMIT)).isInstanceOf(Committed.class);
      assertThat(unencrypted.versions()).containsExactly(HttpVersion.HTTP_1_1);
    }
  }
}
