package dev.persist.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.persist.Event;
import dev.persist.Json;
import dev.persist.feed.Hub;
import dev.persist.view.Projection.State;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** The reference's subscription suite: callbacks keep read models current. */
@Rule("S1")
abstract class SubscribeCases extends Suite {
  SubscribeCases(ConformanceKit kit) {
    super(kit);
  }

  private static Event publish(Hub hub, String stream) {
    return hub.publish(stream, "x", AT, Map.of());
  }

  private Consumer<Event> adding(int amount, String key) {
    return event -> kv().update(key, json(0), sum -> json(sum.as(Integer.class) + amount));
  }

  @Test
  void a_stream_has_no_subscribers_at_first() {
    assertThat(hub().subscribers("s")).isZero();
  }

  @Test
  void subscribe_registers_a_callback() {
    var hub = hub();
    hub.subscribe("s", event -> {});
    assertThat(hub.subscribers("s")).isEqualTo(1);
  }

  @Test
  void publish_appends_to_the_log() {
    var hub = hub();
    publish(hub, "s");
    publish(hub, "s");
    assertThat(log().count("s")).isEqualTo(2);
  }

  @Test
  void publish_returns_the_stored_event() {
    var published = hub().publish("s", "x", AT, Map.of("id", 1));
    assertThat(published.seq()).isEqualTo(1);
    assertThat(log().read("s")).containsExactly(published);
  }

  @Test
  void a_callback_is_called_on_publish_and_keeps_a_read_model() {
    var hub = hub();
    hub.subscribe("s", adding(1, "count"));
    publish(hub, "s");
    publish(hub, "s");
    publish(hub, "s");
    assertThat(kv().get("count")).contains(json(3));
  }

  @Test
  void a_callback_receives_the_event() {
    var hub = hub();
    hub.subscribe("s", event -> kv().put("last", json(event.type())));
    hub.publish("s", "created", AT, Map.of());
    assertThat(kv().get("last")).contains(json("created"));
  }

  @Test
  void a_subscription_is_per_stream() {
    var hub = hub();
    hub.subscribe("s1", adding(1, "n"));
    publish(hub, "s2");
    assertThat(kv().get("n")).isEmpty();
  }

  @Test
  void all_of_several_subscribers_are_called() {
    var hub = hub();
    hub.subscribe("s", adding(1, "a"));
    hub.subscribe("s", adding(10, "b"));
    publish(hub, "s");
    assertThat(kv().get("a")).contains(json(1));
    assertThat(kv().get("b")).contains(json(10));
  }

  @Test
  void a_callback_that_resumes_a_projection_keeps_a_read_model() {
    var hub = hub();
    kv().put("proj", json(new State<>(0, 0)));
    hub.subscribe("s", event -> kv().put("proj", json(COUNT.resume(log(), event.stream(), stored("proj")))));
    publish(hub, "s");
    publish(hub, "s");
    assertThat(stored("proj")).isEqualTo(new State<>(2, 2));
  }

  private State<Integer> stored(String key) {
    var state = kv().get(key).map(Json::tree).orElseThrow();
    return new State<>(state.get("value").intValue(), state.get("seq").longValue());
  }
}
