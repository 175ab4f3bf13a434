package dev.persist.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.persist.Codec;
import dev.persist.Commit;
import dev.persist.CommitId;
import dev.persist.Event;
import dev.persist.Json;
import dev.persist.Persist;
import dev.persist.StoreException;
import dev.persist.feed.Hub;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who is called back, when and in which order (rule S1). */
@Rule("S1")
abstract class HubRules extends Suite {
  private final List<Hub.Failure> failures = Collections.synchronizedList(new ArrayList<>());
  private Hub hub;

  HubRules(ConformanceKit kit) {
    super(kit);
  }

  @BeforeEach
  final void openHub() {
    hub = new Hub(store, failures::add);
  }

  private Event publish(String stream) {
    return hub.publish(stream, "x", AT, Map.of());
  }

  @Test
  void a_callback_finds_the_event_in_the_store() {
    var found = new ArrayList<Boolean>();
    hub.subscribe("s", event -> found.add(log().readFrom(event.stream(), event.seq()).toList().equals(List.of(event))));
    publish("s");
    publish("s");
    assertThat(found).containsExactly(true, true);
  }

  @Test
  @Rule("S12")
  void a_failing_callback_is_reported_and_costs_no_event_and_no_other_callback() {
    var seen = new ArrayList<Long>();
    var exception = new IllegalStateException("once");
    var error = new AssertionError("twice");
    hub.subscribe("s", event -> {
      if (event.seq() == 1) {
        throw exception;
      }
      throw error;
    });
    hub.subscribe("s", event -> seen.add(event.seq()));
    var published = List.of(publish("s"), publish("s"));
    assertThat(seen).containsExactly(1L, 2L);
    assertThat(failures).containsExactly(
        new Hub.Failure(published.get(0), exception), new Hub.Failure(published.get(1), error));
    assertThat(log().read("s")).isEqualTo(published);
  }

  @Test
  void a_callback_that_one_before_it_has_closed_is_not_called() {
    var seen = new ArrayList<Long>();
    var later = new ArrayList<Hub.Registration>();
    hub.subscribe("s", event -> later.forEach(Hub.Registration::close));
    later.add(hub.subscribe("s", event -> seen.add(event.seq())));
    publish("s");
    assertThat(seen).isEmpty();
  }

  @Test
  @Rule("S12")
  void one_that_hears_of_failures_and_fails_costs_no_event_and_no_other_callback() {
    var failing = new Hub(store, failure -> {
      throw new AssertionError("and so does this");
    });
    var seen = new ArrayList<Long>();
    failing.subscribe("s", event -> {
      throw new IllegalStateException("it fails");
    });
    failing.subscribe("s", event -> seen.add(event.seq()));
    try (var logged = Logged.begin()) {
      failing.publish("s", "x", AT, 1);
      failing.publish("s", "x", AT, 2);
      assertThat(logged.with("a callback failed for event 2 of stream \"s\"")).hasSize(1);
    }
    assertThat(seen).containsExactly(1L, 2L);
  }

  @Test
  @Rule("S11")
  void what_a_callback_publishes_is_delivered_after_it_to_all_in_stream_order() {
    var heard = new ArrayList<String>();
    hub.subscribe("s", event -> {
      heard.add("first " + event.seq());
      if (event.seq() < 3) {
        publish("s");
        publish("t");
      }
    });
    hub.subscribe("s", event -> heard.add("second " + event.seq()));
    hub.subscribe("t", event -> heard.add("t " + event.seq()));
    publish("s");
    assertThat(heard).containsExactly(
        "first 1", "second 1", "first 2", "second 2", "t 1", "first 3", "second 3", "t 2");
  }

  @Test
  void two_streams_whose_callbacks_publish_to_each_other_do_not_lock_up() throws Exception {
    var calls = new AtomicInteger();
    for (var stream : List.of("s", "t")) {
      hub.subscribe(stream, event -> {
        calls.incrementAndGet();
        if (event.type().equals("x")) {
          hub.publish(stream.equals("s") ? "t" : "s", "echo", AT, 1);
        }
      });
    }
    Race.of(8, racer -> {
      for (var i = 0; i < 20; i++) {
        publish(racer % 2 == 0 ? "s" : "t");
      }
      return racer;
    });
    assertThat(calls).hasValue(2 * 8 * 20);
  }

  @Test
  @Rule("S11")
  void concurrent_publishers_are_heard_in_stream_order_before_publish_returns() throws Exception {
    var heard = Collections.synchronizedList(new ArrayList<Long>());
    hub.subscribe("s", event -> heard.add(event.seq()));
    Race.of(8, racer -> {
      for (var i = 0; i < 40; i++) {
        var mine = racer == 0 ? append("s") : publish("s");
        assertThat(heard.contains(mine.seq())).isEqualTo(racer != 0);
      }
      return racer;
    });
    assertThat(heard).hasSize(7 * 40).isSorted().doesNotHaveDuplicates();
  }

  @Test
  void a_commit_calls_the_callbacks_of_every_stream_it_appends_to() {
    var heard = new ArrayList<Event>();
    hub.subscribe("s", heard::add);
    hub.subscribe("all", heard::add);
    hub.publish(
        Commit.builder().append("s", event("a")).link("all").append("s", event("b")).append("t", event("c")).build());
    assertThat(heard).extracting(Event::stream, Event::seq)
        .containsExactlyInAnyOrder(
            tuple("s", 1L), tuple("s", 2L),
            tuple("all", 1L));
  }

  @Test
  @Rule("C20")
  void a_conflict_a_repeat_and_a_lost_acknowledgement_call_nobody() {
    var heard = new ArrayList<Long>();
    var named = Commit.builder().id(CommitId.of("s", "k", Json.NULL)).append("s", event("x")).build();
    hub.subscribe("s", event -> heard.add(event.seq()));
    hub.publish(named);
    hub.publish(named);
    hub.publish(Commit.builder().streamAt("s", 7).append("s", event("x")).build());
    var lossy = new Hub(Persist.over(new LossyBackend(backend, LossyBackend.Loss.AFTER_THE_COMMIT)), failures::add);
    lossy.subscribe("s", event -> heard.add(event.seq()));
    assertThatThrownBy(() -> lossy.publish("s", "x", AT, 1)).isInstanceOf(StoreException.UnknownOutcome.class);
    assertThat(heard).containsExactly(1L);
    publish("s");
    assertThat(heard).containsExactly(1L, 3L);
  }

  @Test
  void a_closed_subscription_hears_no_more() {
    var heard = new ArrayList<String>();
    Consumer<Event> callback = event -> heard.add("same");
    var first = hub.subscribe("s", callback);
    hub.subscribe("s", callback);
    first.close();
    first.close();
    publish("s");
    assertThat(heard).containsExactly("same");
    assertThat(hub.subscribers("s")).isEqualTo(1);
  }

  @Test
  void an_attached_view_is_current_when_publish_returns_and_until_it_is_detached() throws Exception {
    var view = store.snapshots("count", 1, COUNT, Codec.of(Integer.class)).view("s");
    var attached = view.attach(hub);
    Race.of(4, racer -> {
      for (var i = 0; i < 10; i++) {
        assertThat(publish("s").seq()).isLessThanOrEqualTo(view.peek().seq());
      }
      return racer;
    });
    assertThat(view.peek().value()).isEqualTo(40);
    attached.close();
    publish("s");
    assertThat(view.peek().value()).isEqualTo(40);
    assertThat(failures).isEmpty();
  }
}
