package dev.persist.app;

import static dev.persist.app.web.Client.json;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.inject.Binder;
import dev.persist.Persist;
import dev.persist.StoreException;
import dev.persist.blob.BlobStore;
import dev.persist.memory.MemoryBackend;
import dev.persist.memory.MemoryBlobStore;
import dev.persist.spi.Backend;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class StoreFaultTest {
  private final MemoryBackend memory = new MemoryBackend();

  /** Thrown by the next call to the store that it is for: a commit is made first, and its answer lost. */
  private final AtomicReference<StoreException> fault = new AtomicReference<>();

  /** Whether each commit is refused from now on. */
  private volatile boolean failed;

  private final Config config = Config.of(List.of("--url", "memory:", "--port", "0", "--blobs", "ipfs:here"), Map.of());
  private final TestApp app = new TestApp(config, this::bind);

  @AfterEach
  void stop() {
    app.close();
  }

  @Test
  void a_lost_acknowledgement_is_503_and_the_same_key_gives_the_order() throws Exception {
    fault.set(new StoreException.UnknownOutcome("secret internals", new IOException("secret")));
    var lost = app.post("/api/orders", "k", TestApp.ORDER);
    refused(lost, 503);
    assertThat(json(lost).get("detail").stringValue()).contains("may or may not", "under the same key is safe");
    assertThat(app.post("/api/orders", "k", TestApp.ORDER).statusCode()).isEqualTo(200);
    assertThat(json(app.get("/api/orders")).get("orders")).hasSize(1);
  }

  @Test
  void a_store_that_takes_no_more_writes_is_503() throws Exception {
    fault.set(new StoreException.Failed("secret internals", new IOException("secret")));
    var failed = app.post("/api/acl/doc/grants", "{\"principal\":\"ann\"}");
    refused(failed, 503);
    assertThat(json(failed).get("detail").stringValue()).contains("nothing was written", "restarted");
  }

  @ParameterizedTest
  @EnumSource
  void a_store_that_takes_no_more_writes_answers_reads_and_is_not_healthy(EveryRoute route) throws Exception {
    route.prepare(app, "n");
    failed = true;
    var answer = route.call(app, "n");
    if (route == EveryRoute.HEALTH || route == EveryRoute.READY || route.writes()) {
      refused(answer, 503);
      assertThat(json(answer).get("detail").stringValue()).contains("takes no more");
    } else {
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(route.reads() ? 200 : 303);
    }
  }

  @Test
  void each_request_to_a_store_that_takes_no_more_writes_is_one_line_in_the_log() throws Exception {
    var err = System.err;
    var log = new ByteArrayOutputStream();
    System.setErr(new PrintStream(log, true, UTF_8));
    try {
      failed = true;
      refused(app.post("/api/orders", "k", TestApp.ORDER), 503);
      refused(app.post("/api/orders", "k", TestApp.ORDER), 503);
    } finally {
      System.setErr(err);
    }
    assertThat(log.toString(UTF_8).lines()).hasSize(2)
        .allSatisfy(
            line -> assertThat(line).contains("503 for POST /api/orders: secret internals", "IOException: secret"));
  }

  @Test
  void damage_is_500_and_its_incident() throws Exception {
    fault.set(new StoreException.Damaged("secret internals"));
    var damaged = app.get("/api/health");
    refused(damaged, 500);
    assertThat(json(damaged).get("detail").stringValue()).startsWith("incident ");
  }

  @Test
  void a_closed_store_is_503() throws Exception {
    memory.close();
    refused(app.get("/api/health"), 503);
  }

  @Test
  void a_store_that_faults_is_alive_and_not_ready() throws Exception {
    fault.set(new StoreException.Unavailable("secret internals", new IOException("secret")));
    refused(app.get("/api/health/ready"), 503);
    assertThat(app.get("/api/health/ready").statusCode()).isEqualTo(200);
    memory.close();
    var closed = app.get("/api/health/ready");
    refused(closed, 503);
    assertThat(json(closed).get("detail").stringValue()).isEqualTo("the app is stopping");
    assertThat(app.get("/api/health/live").statusCode()).isEqualTo(200);
  }

  private static void refused(HttpResponse<String> answer, int status) {
    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
    assertThat(answer.body()).doesNotContain("secret", "Exception", "memory");
  }

  private void bind(Binder binder) {
    binder.bind(Config.class).toInstance(config);
    binder.bind(BlobStore.class).toInstance(new MemoryBlobStore());
    var backend = faulty();
    binder.bind(Backend.class).toInstance(backend);
    binder.bind(Persist.class).toInstance(Persist.over(backend));
  }

  private Backend faulty() {
    return (Backend) Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[]{Backend.class},
        (proxy, method, arguments) -> {
          try {
            if (failed && method.getName().startsWith("commit")) {
              throw new StoreException.Failed("secret internals", new IOException("secret"));
            }
            var answer = method.invoke(memory, arguments);
            var next = fault.get();
            if (next != null
                && method.getName().startsWith(next instanceof StoreException.Damaged ? "streams" : "commit")) {
              throw fault.getAndSet(null);
            }
            return answer;
          } catch (InvocationTargetException e) {
            throw e.getCause();
          }
        });
  }
}
