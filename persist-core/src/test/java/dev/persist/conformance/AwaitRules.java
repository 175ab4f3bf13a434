package dev.persist.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.persist.Codec;
import dev.persist.Json;
import dev.persist.Persist;
import dev.persist.view.Projection.State;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Waiting until somebody has kept a state that has what one wrote (rule P6). */
@Rule("P6")
abstract class AwaitRules extends Suite {
  private static final Duration LONG = Duration.ofSeconds(20);
  private static final InstantSource STILL = InstantSource.fixed(AT);

  AwaitRules(ConformanceKit kit) {
    super(kit);
  }

  @Test
  void a_state_that_has_the_seq_is_returned_at_once() throws Exception {
    log().append("s", events("a", "b"));
    var view = counts("n").view("s");
    view.refresh();
    append("s");
    for (var atMost : List.of(LONG, Duration.ZERO, Duration.ofMillis(-1))) {
      assertThat(view.await(0, STILL, atMost)).contains(new State<>(2, 2));
      assertThat(view.await(2, STILL, atMost)).contains(new State<>(2, 2));
    }
    assertThat(view.await(3, STILL, Duration.ZERO)).isEmpty();
    assertThat(counts("other").view("s").await(0, STILL, Duration.ZERO)).contains(new State<>(0, 0));
  }

  @Test
  void who_waits_gets_the_state_that_another_thread_keeps() throws Exception {
    var rounds = 100;
    Race.onPlatformThreads(3, racer -> {
      for (var i = 1; i <= rounds; i++) {
        if (racer == 0) {
          append("s");
          counts("n").view("s").refresh();
        } else {
          var state = counts("n").view("s").await(i, STILL, LONG).orElseThrow();
          assertThat(state.seq()).isBetween((long) i, (long) rounds);
          assertThat(state.value()).isEqualTo((int) state.seq());
        }
      }
      return racer;
    });
  }

  @Test
  void a_refresh_right_after_a_look_ends_the_wait() throws Exception {
    append("s");
    var refreshed = new AtomicBoolean();
    var refreshing = Persist.over(new DelegatingBackend(backend) {
      @Override
      public Optional<Json> get(String key) {
        var before = super.get(key);
        if (!refreshed.getAndSet(true)) {
          counts("n").view("s").refresh();
        }
        return before;
      }

      @Override
      public long awaitChange(long seen, Duration atMost) throws InterruptedException {
        var now = super.awaitChange(seen, atMost);
        assertThat(now).as("ended by the refresh, not by the time").isNotEqualTo(seen);
        return now;
      }
    });
    var view = refreshing.snapshots("n", 1, COUNT, Codec.of(Integer.class)).view("s");
    assertThat(view.await(1, STILL, LONG)).contains(new State<>(1, 1));
    assertThat(refreshed).isTrue();
  }

  @Test
  @Rule("P20")
  void who_waits_in_vain_is_told_in_time_and_is_never_busy() throws Exception {
    append("s");
    var waits = new ArrayList<Duration>();
    var counting = Persist.over(new DelegatingBackend(backend) {
      @Override
      public long awaitChange(long seen, Duration atMost) throws InterruptedException {
        assertThat(waits).as("waits of somebody whose time is over").hasSizeLessThan(9);
        waits.add(atMost);
        return super.awaitChange(seen, atMost);
      }
    });
    var looks = new AtomicInteger();
    InstantSource moving = () -> AT.plusMillis(4L * looks.getAndIncrement());
    var view = counting.snapshots("n", 1, COUNT, Codec.of(Integer.class)).view("s");
    assertThat(view.await(1, moving, Duration.ofMillis(10))).isEmpty();
    assertThat(waits.subList(1, waits.size())).as("after the first look")
        .containsExactly(Duration.ofMillis(6),
            Duration.ofMillis(2));
  }
}
