package dev.persist.app;

import static dev.persist.app.web.Client.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.persist.Persist;
import dev.persist.conformance.Race;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The global order of the app. */
class GlobalTest {
  @TempDir private Path directory;

  @Test
  void the_events_of_all_examples_and_of_others_come_in_commit_order() throws Exception {
    try (var app = TestApp.inMemory(directory)) {
      app.post("/api/acl/doc/grants", "{\"principal\":\"ann\"}");
      app.put("/api/occurrences/yoga", "{\"title\":\"Yoga\",\"capacity\":2}");
      var order = app.place("k");
      app.injector.getInstance(Persist.class).log().append("mine", "noted", Instant.EPOCH, 1);
      app.post("/api/occurrences/yoga/bookings", "{\"actor\":\"ann\"}");
      var first = json(app.get("/api/global?limit=4"));
      assertThat(streams(first)).containsExactly("acl/app:admin 1", "acl/doc 1", "occurrence/yoga 1",
          "order/" + order + " 1");
      assertThat(first.get("next").longValue()).isEqualTo(5);
      assertThat(first.get("last").longValue()).isEqualTo(6);
      assertThat(first.get("events").get(1))
          .isEqualTo(json(app.get("/api/global?from=2&limit=1")).get("events").get(0));
      assertThat(first.get("events").get(1).get("event"))
          .isEqualTo(json(app.get("/api/streams/acl%2Fdoc/events")).get("events").get(0));
      var second = json(app.get("/api/global?from=5&limit=4"));
      assertThat(streams(second)).containsExactly("mine 1", "occurrence/yoga 2");
      assertThat(second.get("next").isNull()).isTrue();
      assertThat(json(app.get("/api/global?from=7")).get("events")).isEmpty();
      assertThat(json(app.get("/api/global?from=" + Long.MAX_VALUE)).get("events")).isEmpty();
    }
  }

  @Test
  void callers_who_race_leave_no_gap() throws Exception {
    try (var app = new TestApp(directory)) {
      Race.of(16, caller -> app.post("/api/acl/doc" + caller + "/grants", "{\"principal\":\"ann\"}"));
      var events = json(app.get("/api/global")).get("events");
      assertThat(events.valueStream().map(each -> each.get("position").longValue()))
          .containsExactlyElementsOf(LongStream.rangeClosed(1, 17).boxed().toList());
      assertThat(streams(json(app.get("/api/global")))).doesNotHaveDuplicates();
    }
  }

  @Test
  void an_event_that_was_dropped_keeps_its_place() throws Exception {
    try (var app = TestApp.inMemory(directory)) {
      app.post("/api/acl/doc/grants", "{\"principal\":\"ann\"}");
      app.injector.getInstance(Persist.class).log().truncate("acl/doc", 1);
      assertThat(json(app.get("/api/global?from=2")).get("events").toString())
          .isEqualTo("[{\"position\":2,\"dropped\":{\"stream\":\"acl/doc\",\"seq\":1}}]");
    }
  }

  @Test
  void events_from_before_the_app_come_first() throws Exception {
    try (var before = Persist.open("rocksdb:" + directory.resolve("store"))) {
      for (var stream : List.of("b", "a", "b")) {
        before.log().append(stream, "x", Instant.EPOCH, 1);
      }
    }
    for (var start = 0; start < 2; start++) {
      try (var app = new TestApp(directory)) {
        assertThat(streams(json(app.get("/api/global")))).containsExactly("a 1", "b 1", "b 2", "acl/app:admin 1");
      }
    }
  }

  private static List<String> streams(JsonNode page) {
    return page.get("events")
        .valueStream()
        .map(each -> each.get("event"))
        .map(event -> event.get("stream").stringValue() + " " + event.get("seq"))
        .toList();
  }
}
