package dev.persist.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.persist.Commit;
import dev.persist.CommitResult;
import dev.persist.Json;
import dev.persist.NewEvent;
import dev.persist.Persist;
import dev.persist.StoreException.Unavailable;
import dev.persist.conformance.DelegatingBackend;
import dev.persist.memory.MemoryBackend;
import dev.persist.spi.Backend;
import dev.persist.spi.BackendProvider;
import dev.persist.spi.Loading;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The server, and whom it refuses: rules T4, T6. */
class HttpStoreServerTest {
  private static final Commit COMMIT = Commit.builder()
      .append("s", NewEvent.of("x", Instant.EPOCH, Json.NULL))
      .build();

  private final MemoryBackend memory = new MemoryBackend();

  @Test
  void a_store_that_one_process_has_open_is_served_to_others() throws Exception {
    var url = "memory:";
    var port = 0;
    var token = "secret";
    var now = Instant.EPOCH;
    var backend = Loading.requireWhole(BackendProvider.openUrl(url)); // such as rocksdb:./data
    var server = HttpStoreServer.start(backend, new InetSocketAddress(InetAddress.getLoopbackAddress(), port), token);

    var store = Persist.open("http://:" + token + "@127.0.0.1:" + server.port());
    store.log().append("cart/7", "added", now, Map.of("sku", "tea"));

    assertThat(backend.lastSeq("cart/7")).isEqualTo(1);
    store.close();
    server.close();
    backend.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"wr0ng", "t0ken", "t0ken%2B%2F%3D~~"})
  void a_wrong_token_is_refused_and_is_not_shown(String token) {
    try (var served = new Served(memory)) {
      var url = "http://:" + token + "@127.0.0.1:" + served.server.port();
      assertThatExceptionOfType(Unavailable.class).isThrownBy(() -> BackendProvider.openUrl(url))
          .withMessageContaining("token is absent or wrong")
          .satisfies(e -> assertThat(e.toString()).doesNotContain(token).doesNotContain(Served.TOKEN));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a b", "a\nb", "\u00e9"})
  void a_token_that_no_header_can_carry_is_refused_at_the_start(String token) {
    assertThatIllegalArgumentException().isThrownBy(() -> new StoreEndpoint(memory, token))
        .withMessageContaining("the token is empty");
  }

  @Test
  void nothing_is_read_of_a_caller_without_the_token_or_of_a_body_over_the_limit() throws Exception {
    var endpoint = new StoreEndpoint(memory, Served.TOKEN);
    assertThat(endpoint.answer(name -> null, unread()).status()).isEqualTo(401);
    var large = Map.of("Authorization", "Bearer " + Served.TOKEN, "Persist-Wire", "1", "Content-Length",
        "" + (Message.MOST_BYTES + 1L));
    assertThat(endpoint.answer(large::get, unread()).status()).isEqualTo(413);
  }

  /** As most clients do, this one reads no answer before it has sent all: more than the system holds between the two. */
  @Test
  void a_large_body_that_nothing_reads_does_not_cut_off_the_answer() {
    try (var served = new Served(memory)) {
      var large = " ".repeat(32 << 20);
      assertThat(Between.raw(served.server.port(), "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: " + large.length()
          + "\r\n\r\n" + large)).startsWith("HTTP/1.1 401 ").contains("token is absent or wrong");
    }
  }

  private static InputStream unread() {
    return new InputStream() {
      @Override
      public int read() {
        throw new AssertionError("the body was read");
      }

      @Override
      public int read(byte[] bytes, int from, int length) {
        return read();
      }
    };
  }

  @Test
  void a_body_over_the_limit_whose_length_is_not_stated_is_refused() throws Exception {
    var endpoint = new StoreEndpoint(memory, Served.TOKEN);
    var headers = Map.of("Authorization", "Bearer " + Served.TOKEN, "Persist-Wire", "1");
    var endless = new InputStream() {
      @Override
      public int read() {
        return '[';
      }

      @Override
      public int read(byte[] bytes, int from, int length) {
        Arrays.fill(bytes, from, from + length, (byte) '[');
        return length;
      }
    };
    assertThat(endpoint.answer(headers::get, endless).status()).isEqualTo(413);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{", "\u00ff"})
  void a_body_that_is_no_json_is_refused(String body) {
    try (var served = new Served(memory)) {
      assertThat(Between.raw(served.server.port(), "POST / HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + Served.TOKEN
          + "\r\nPersist-Wire: 1\r\nContent-Length: " + body.length() + "\r\n\r\n" + body))
          .startsWith("HTTP/1.1 400 ")
          .contains("the request is no");
    }
  }

  @Test
  void the_largest_commit_and_the_largest_page_get_through() {
    try (var served = new Served(memory); var client = BackendProvider.openUrl(served.url())) {
      var builder = Commit.builder();
      for (var i = 0; i < 7; i++) {
        builder.append("\0".repeat(512), NewEvent.of("\0".repeat(512), Instant.EPOCH, Json.of("x".repeat(1_000_000))));
      }
      assertThat(client.commit(builder.build())).isInstanceOf(CommitResult.Committed.class);
      assertThat(client.read("\0".repeat(512), 1, 10)).hasSizeBetween(4, 5);
    }
  }

  @Test
  void closing_waits_for_the_commit_under_way_and_refuses_later_ones() throws Exception {
    var begun = new CountDownLatch(1);
    var go = new CountDownLatch(1);
    var slow = new DelegatingBackend(memory) {
      @Override
      public CommitResult commit(Commit commit) {
        begun.countDown();
        try {
          go.await();
        } catch (InterruptedException e) {
          throw new IllegalStateException(e);
        }
        return super.commit(commit);
      }
    };
    var served = new Served(slow);
    try (var client = BackendProvider.openUrl(served.url())) {
      var commit = new FutureTask<>(() -> client.commit(COMMIT));
      Thread.ofVirtual().start(commit);
      begun.await();
      var closing = new FutureTask<>(served::close, true);
      Thread.ofVirtual().start(closing);
      while (isServed(client)) {
        Thread.onSpinWait();
      }
      assertThat(closing.isDone()).as("closed while a commit was under way").isFalse();
      go.countDown();
      assertThat(commit.get()).isInstanceOf(CommitResult.Committed.class);
      closing.get();
      assertThatExceptionOfType(Unavailable.class).isThrownBy(() -> client.commit(COMMIT));
      assertThat(memory.lastSeq("s")).isEqualTo(1);
    }
  }

  private static boolean isServed(Backend client) {
    try {
      return client.lastSeq("s") == 0;
    } catch (Unavailable e) {
      return false;
    }
  }

  @Test
  void a_commit_wakes_who_waits_elsewhere() throws Exception {
    try (var served = new Served(memory); var client = BackendProvider.openUrl(served.url())) {
      var seen = client.awaitChange(0, Duration.ZERO);
      var waiting = new FutureTask<>(() -> client.awaitChange(seen, Duration.ofMinutes(1)));
      Thread.ofVirtual().start(waiting);
      memory.commit(COMMIT);
      assertThat(waiting.get()).isNotEqualTo(seen);
    }
  }
}
