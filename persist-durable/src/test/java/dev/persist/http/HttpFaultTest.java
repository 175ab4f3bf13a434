package dev.persist.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.persist.Commit;
import dev.persist.CommitId;
import dev.persist.CommitResult.AlreadyCommitted;
import dev.persist.CommitResult.Committed;
import dev.persist.Json;
import dev.persist.NewEvent;
import dev.persist.StoreException;
import dev.persist.StoreException.Unavailable;
import dev.persist.StoreException.UnknownOutcome;
import dev.persist.http.Between.Harm;
import dev.persist.memory.MemoryBackend;
import dev.persist.spi.Backend;
import dev.persist.spi.BackendProvider;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a client knows when the network, or something in it, fails: rules C9, T5. */
class HttpFaultTest {
  private static final Commit COMMIT = Commit.builder()
      .id(new CommitId("s", "k", "d"))
      .append("s", NewEvent.of("x", Instant.EPOCH, Json.NULL))
      .build();

  private final MemoryBackend memory = new MemoryBackend();
  private final Served served = new Served(memory);
  private final Between between;
  private final Backend client;

  HttpFaultTest() throws IOException {
    between = new Between(served.server.port());
    client = BackendProvider.openUrl(Served.url(between.port()).replace("timeout=5", "timeout=1"));
  }

  @AfterEach
  void close() throws IOException {
    between.close();
    client.close();
    served.close();
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = {"NONE", "FROM_OTHER_VERSION"})
  void a_commit_whose_answer_is_lost_has_an_unknown_outcome_and_takes_effect_once(Harm harm) {
    var before = between.requests();
    between.does(harm);
    assertThatExceptionOfType(UnknownOutcome.class).isThrownBy(() -> client.commit(COMMIT))
        .withMessageContaining("http://127.0.0.1:" + between.port() + "/store")
        .satisfies(e -> assertThat(e.toString()).doesNotContain(Served.TOKEN));
    assertThat(between.requests() - before).as("requests").isEqualTo(1);
    var written = memory.lastSeq("s") == 1;
    between.does(Harm.NONE);
    assertThat(client.commit(COMMIT)).isInstanceOf(written ? AlreadyCommitted.class : Committed.class);
    assertThat(client.read("s", 1, 10)).hasSize(1);
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
  void a_read_whose_answer_is_lost_changed_nothing(Harm harm) {
    between.does(harm);
    assertThatExceptionOfType(Unavailable.class).isThrownBy(() -> client.lastSeq("s"));
    between.does(Harm.NONE);
    assertThat(client.lastSeq("s")).isZero();
  }

  @Test
  void a_commit_that_was_never_sent_is_not_written() throws IOException {
    between.close();
    assertThatExceptionOfType(Unavailable.class).isThrownBy(() -> client.commit(COMMIT))
        .withMessageContaining("cannot be reached");
  }

  @Test
  void versions_that_differ_are_both_named_and_nothing_is_written() {
    between.does(Harm.FROM_OTHER_VERSION);
    assertThatExceptionOfType(Unavailable.class).isThrownBy(() -> client.commit(COMMIT))
        .withMessageContaining("the client writes version \"2\"")
        .withMessageContaining("the server version \"1\"");
    assertThat(memory.lastSeq("s")).isZero();
    between.does(Harm.OTHER_VERSION);
    assertThatExceptionOfType(Unavailable.class).isThrownBy(() -> client.lastSeq("s"))
        .withMessageContaining("the client writes version \"1\"")
        .withMessageContaining("the server version \"2\"");
  }

  @Test
  void an_interrupt_ends_a_wait_at_once() throws Exception {
    var seen = client.awaitChange(0, Duration.ZERO);
    var waiting = new FutureTask<>(() -> client.awaitChange(seen, Duration.ofHours(1)));
    var thread = Thread.ofVirtual().start(waiting);
    thread.interrupt();
    assertThatThrownBy(waiting::get).hasCauseInstanceOf(InterruptedException.class);
  }

  @Test
  void a_closed_client_says_so_and_the_server_goes_on() {
    client.close();
    assertThatExceptionOfType(StoreException.Closed.class).isThrownBy(() -> client.commit(COMMIT));
    assertThat(memory.commit(COMMIT)).isInstanceOf(Committed.class);
  }
}
