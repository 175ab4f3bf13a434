package dev.persist.app.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.MDC;

/** What the log says of a request, it says of no other one that the same thread answers. */
class LoggedRequestsTest {
  private final List<Map<String, String>> during = Collections.synchronizedList(new ArrayList<>());
  private final List<Map<String, String>> after = Collections.synchronizedList(new ArrayList<>());

  private static Map<String, String> noted() {
    return Objects.requireNonNullElse(MDC.getCopyOfContextMap(), Map.of());
  }

  /** Notes what the thread still has when the request is over, on the thread that answered it. */
  private final class Outside extends Handler.Wrapper {
    Outside() {
      super(new LoggedRequests());
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
      try {
        return super.handle(request, response, callback);
      } finally {
        after.add(noted());
      }
    }
  }

  /** Answers, or fails at the path /fault. */
  private final class Inside extends Handler.Abstract {
    @Override
    public boolean handle(Request request, Response response, Callback callback) {
      MDC.put("who", "ann");
      during.add(noted());
      if (request.getHttpURI().getPath().equals("/fault")) {
        throw new IllegalStateException("it is a test");
      }
      callback.succeeded();
      return true;
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/answered", "/fault"})
  void a_request_leaves_nothing_on_its_thread(String path) throws Exception {
    var server = new Server();
    var connector = new ServerConnector(server);
    server.addConnector(connector);
    var outside = new Outside();
    ((Handler.Wrapper) Objects.requireNonNull(outside.getHandler())).setHandler(new Inside());
    server.setHandler(outside);
    server.start();
    try (var client = new Client("http://127.0.0.1:" + connector.getLocalPort())) {
      client.get(path);
    } finally {
      server.stop();
    }
    assertThat(during).containsExactly(Map.of("method", "GET", "path", path, "who", "ann"));
    assertThat(after).containsExactly(Map.of());
  }
}
