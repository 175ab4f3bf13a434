package dev.persist.app;

import static dev.persist.app.web.Client.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.persist.Persist;
import dev.persist.feed.Subscription;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** The subscriptions that the inspector shows, and what an administrator does to one. */
class SubscriptionTest extends AppTest {
  private final List<Long> handled = new ArrayList<>();
  private Persist store;

  @BeforeEach
  void append() {
    store = app.injector.getInstance(Persist.class);
    for (var stream : List.of("s", "s", "t")) {
      store.log().append(stream, "x", Instant.EPOCH, 1);
    }
  }

  @Test
  void subscriptions_come_by_name_with_where_each_is() throws Exception {
    run(store.subscription("letters", "s", "t"));
    run(store.subscription("mails", "t"));
    assertThat(app.get("/api/subscriptions?limit=1").body()).isEqualTo(
        "{\"subscriptions\":[{\"subscription\":\"letters\",\"seqs\":{\"s\":2,\"t\":1},\"lag\":0,\"activity\":\"unattended\"}],"
            + "\"next\":\"letters\"}");
    var second = json(app.get("/api/subscriptions?limit=1&after=letters"));
    assertThat(second.get("subscriptions").get(0).get("subscription").stringValue()).isEqualTo("mails");
    assertThat(second.get("next").isNull()).isTrue();
  }

  @Test
  void who_runs_it_and_why_it_stopped_are_said() throws Exception {
    var letters = store.subscription("letters", "s");
    try (var runner = letters.each(InstantSource.system(), (event, commit) -> {
      throw new IOException("no network");
    })) {
      runner.catchUp();
    }
    var stopped = only();
    assertThat(stopped.get("activity").stringValue()).isEqualTo("stopped");
    assertThat(stopped.get("lag").longValue()).isEqualTo(2);
    assertThat(stopped.get("stopped").get("stream").stringValue()).isEqualTo("s");
    assertThat(stopped.get("stopped").get("seq").longValue()).isEqualTo(1);
    assertThat(stopped.get("stopped").get("error").stringValue()).contains("no network");
    letters.resume();
    try (var runner = letters.each(InstantSource.system(), (event, commit) -> {})) {
      runner.start();
      assertThat(letters.await("s", 2, InstantSource.system(), Duration.ofMinutes(1))).isTrue();
      var running = only();
      assertThat(running.get("activity").stringValue()).isEqualTo("running");
      assertThat(running.get("lease").get("fence").longValue()).isEqualTo(2);
      assertThat(Instant.parse(running.get("lease").get("until").stringValue()))
          .isAfter(Instant.parse(running.get("lease").get("since").stringValue()));
    }
  }

  private JsonNode only() throws Exception {
    return json(app.get("/api/subscriptions")).get("subscriptions").get(0);
  }

  @Test
  void one_is_paused_resumed_and_reset() throws Exception {
    var letters = store.subscription("letters", "s");
    run(letters);
    assertThat(handled).containsExactly(1L, 2L);
    activity(post("pause", ""), "paused");
    store.log().append("s", "x", Instant.EPOCH, 1);
    run(letters);
    assertThat(handled).hasSize(2);
    activity(post("resume", ""), "unattended");
    run(letters);
    assertThat(handled).containsExactly(1L, 2L, 3L);
    var reset = post("reset", "{\"stream\":\"s\",\"seq\":1}");
    assertThat(json(reset).get("seqs").toString()).isEqualTo("{\"s\":1}");
    assertThat(json(reset).get("lag").longValue()).isEqualTo(2);
    run(letters);
    assertThat(handled).containsExactly(1L, 2L, 3L, 2L, 3L);
  }

  @Test
  void the_event_at_which_one_stopped_is_skipped_once() throws Exception {
    var letters = store.subscription("letters", "s");
    try (var runner = letters.each(InstantSource.system(), (event, commit) -> {
      throw new IOException("no network");
    })) {
      runner.catchUp();
    }
    var skipped = post("skip", "{}");
    assertThat(json(skipped).get("seqs").toString()).isEqualTo("{\"s\":1}");
    assertThat(json(skipped).has("stopped")).isFalse();
    var again = post("skip", "");
    assertThat(again.statusCode()).isEqualTo(409);
    assertThat(json(again).get("actual").stringValue()).isEqualTo("unattended");
    run(letters);
    assertThat(handled).containsExactly(2L);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "{'stream':'t','seq':0} | stream | follows: s", "{'stream':'s','seq':3} | seq | to 2",
      "{'stream':'s','seq':-1} | seq | 0 or more",
      "{'stream':'s'} | seq | required", "{'seq':0} | stream | required", "{'stream':'s','seq':0,'x':1} | x | unknown"})
  void a_reset_that_cannot_be_is_refused(String body, String field, String why) throws Exception {
    run(store.subscription("letters", "s"));
    var contents = app.contents();
    var answer = post("reset", body.replace('\'', '"'));
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(json(answer).get("field").stringValue()).isEqualTo(field);
    assertThat(json(answer).get("detail").stringValue()).contains(why);
    assertThat(app.contents()).isEqualTo(contents);
  }

  @Test
  void a_subscription_that_nobody_registered_is_404() throws Exception {
    for (var verb : List.of("pause", "resume", "skip")) {
      assertThat(post(verb, "").statusCode()).isEqualTo(404);
    }
    assertThat(post("reset", "{\"stream\":\"s\",\"seq\":0}").statusCode()).isEqualTo(404);
  }

  private HttpResponse<String> post(String verb, String body) throws Exception {
    return app.post("/api/subscriptions/letters/" + verb, body);
  }

  private static void activity(HttpResponse<String> answer, String expected) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(json(answer).get("activity").stringValue()).isEqualTo(expected);
  }

  private void run(Subscription subscription) throws Exception {
    try (var runner = subscription.each(InstantSource.system(), (event, commit) -> handled.add(event.seq()))) {
      runner.catchUp();
    }
  }
}
