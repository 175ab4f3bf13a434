package dev.persist.app;

import static dev.persist.app.web.Client.json;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.persist.Persist;
import dev.persist.conformance.Race;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** Listeners to {@code /api/live}. */
@Timeout(120)
class LiveTest {
  private static final String ID = "Last-Event-ID";

  @TempDir private Path directory;
  private TestApp app;

  @BeforeEach
  void start() {
    app = new TestApp(directory);
  }

  @AfterEach
  void stop() {
    app.close();
  }

  private Listener listen(String query, String... headers) throws Exception {
    return new Listener(app.client.address(), app.token("admin"), query, headers);
  }

  private void grant(String resource) throws Exception {
    assertThat(app.post("/api/acl/" + resource + "/grants", "{\"principal\":\"zo\u00eb \ud83d\ude00\"}").statusCode())
        .isEqualTo(201);
  }

  private List<JsonNode> all() throws Exception {
    return json(app.get("/api/global?limit=1000")).get("events").valueStream().toList();
  }

  @Test
  void each_listener_gets_each_event_once_in_commit_order() throws Exception {
    try (var later = listen(""); var all = listen("?from=1")) {
      Race.of(8, caller -> {
        grant("doc" + caller);
        return caller;
      });
      assertThat(all.take(9)).extracting(Listener.Told::data).isEqualTo(all());
      var told = later.take(8);
      assertThat(told).extracting(Listener.Told::data).isEqualTo(all().subList(1, 9));
      assertThat(told).extracting(Listener.Told::id).containsExactly(2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L);
    }
  }

  @Test
  void one_that_comes_back_over_restarts_misses_nothing_and_gets_nothing_twice() throws Exception {
    var got = new ArrayList<Listener.Told>();
    for (var round = 0; round < 4; round++) {
      grant("before" + round);
      var last = got.isEmpty() ? "0" : "" + got.getLast().id();
      try (var listener = listen("?from=1", ID, last)) {
        got.addAll(listener.take(1));
        grant("while" + round);
        grant("unread" + round);
        got.addAll(listener.take(1));
      }
      stop();
      start();
    }
    var events = all();
    assertThat(events).hasSize(13);
    try (var listener = listen("", ID, "" + got.getLast().id())) {
      got.addAll(listener.take(13 - got.size()));
    }
    assertThat(got).extracting(Listener.Told::data).isEqualTo(events);
    assertThat(got).extracting(Listener.Told::id)
        .containsExactlyElementsOf(LongStream.rangeClosed(1, 13).boxed().toList());
  }

  @Test
  void one_that_comes_back_while_others_write_misses_nothing_and_gets_nothing_twice() throws Exception {
    var log = app.injector.getInstance(Persist.class).log();
    var ids = new ArrayList<Long>();
    try (var writers = Executors.newVirtualThreadPerTaskExecutor(); var stays = listen("?from=1")) {
      IntStream.range(0, 4)
          .forEach(writer -> writers.execute(
              () -> IntStream.range(0, 100).forEach(i -> log.append("w" + writer, "x", Instant.EPOCH, i))));
      while (ids.size() < 401) {
        try (var listener = listen("?from=1", ID, ids.isEmpty() ? "0" : "" + ids.getLast())) {
          listener.take(Math.min(7, 401 - ids.size())).forEach(told -> ids.add(told.id()));
        }
      }
      assertThat(ids).containsExactlyElementsOf(LongStream.rangeClosed(1, 401).boxed().toList());
      assertThat(stays.take(401)).extracting(Listener.Told::data).isEqualTo(all());
    }
  }

  @Test
  void a_stream_without_events_shows_that_it_lives() throws Exception {
    try (var listener = listen("")) {
      assertThat(List.of(listener.line(), listener.line()))
          .allSatisfy(line -> assertThat(line).hasValue(": here"));
    }
  }

  @Test
  void one_that_does_not_read_holds_up_neither_others_nor_the_stop_of_the_app() throws Exception {
    var server = URI.create(app.client.address());
    try (var stalled = new Socket(server.getHost(), server.getPort()); var listener = listen("")) {
      stalled.getOutputStream()
          .write(
              ("GET /api/live?from=1 HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\nAuthorization: Bearer "
                  + app.token("admin") + "\r\n\r\n").getBytes(US_ASCII));
      assertThat(stalled.getInputStream().read()).isEqualTo('H');
      var log = app.injector.getInstance(Persist.class).log();
      for (var i = 0; i < 40; i++) {
        log.append("large", "x", Instant.EPOCH, "x".repeat(500_000));
      }
      assertThat(listener.take(40)).extracting(each -> each.data().get("event").get("seq").intValue())
          .containsExactlyElementsOf(IntStream.rangeClosed(1, 40).boxed().toList());
      stop(); // throws when it has waited in vain
      assertThat(listener.next()).isEmpty();
    } finally {
      start();
    }
  }

  @Test
  void a_session_that_ends_ends_its_stream_and_no_other() throws Exception {
    for (var user : List.of("signs-out", "changes-password", "loses-grant")) {
      app.account(user);
      app.grant("app:admin", user);
    }
    var address = app.client.address();
    var signsOut = app.token("signs-out");
    var changesPassword = app.token("changes-password");
    try (var stays = listen("");
        var first = new Listener(address, signsOut, "");
        var second = new Listener(address, changesPassword, "");
        var third = new Listener(address, app.token("loses-grant"), "")) {
      app.client.as(signsOut).call("DELETE", "/api/session", "");
      app.client.as(changesPassword)
          .call("PUT", "/api/password", "{\"password\":\"" + TestApp.PASSWORD + "\",\"newPassword\":\"another one\"}");
      app.delete("/api/acl/app:admin/grants/loses-grant");
      for (var ended : List.of(first, second, third)) {
        while (ended.next().isPresent()) {
          // the revocation may have come before the check
        }
      }
      grant("doc");
      assertThat(stays.take(2).getLast().data().get("event").get("stream").stringValue()).isEqualTo("acl/doc");
    }
  }

  @ParameterizedTest
  @CsvSource({"'', x, 400, Last-Event-ID", "'', -1, 400, Last-Event-ID", "'', 9223372036854775808, 400, Last-Event-ID",
      "?from=0, 0, 400, from", "?from=x, 0, 400, from", "'', 2, 409, ", "?from=3, , 409, "})
  void what_cannot_be_resumed_is_refused(String query, String id, int status, String field) throws Exception {
    var headers = new ArrayList<>(List.of("Accept", "text/event-stream"));
    if (id != null) {
      headers.addAll(List.of(ID, id));
    }
    var answer = app.client.get("/api/live" + query, headers.toArray(String[]::new));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    assertThat(json(answer).path("field").stringValue(null)).isEqualTo(field);
  }

  @Test
  void one_that_may_wait_for_the_end_is_told_that_there_is_none() throws Exception {
    for (var accepted : List.of("*/*", "application/json")) {
      assertThat(app.client.get("/api/live", "Accept", accepted).statusCode()).isEqualTo(406);
    }
    assertThat(app.get("/api/live").statusCode()).isEqualTo(406);
  }
}
