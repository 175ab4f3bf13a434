package dev.persist.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.persist.Commit;
import dev.persist.Json;
import dev.persist.Persist;
import dev.persist.feed.RunnerState;
import dev.persist.feed.Subscription;
import dev.persist.memory.MemoryBackend;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class RunnerWakeTest {
  private static final int MOST_LOOKS = 20;

  @Test
  @Rule("S16")
  void a_runner_looks_when_its_streams_or_its_checkpoint_changed_and_not_when_others_did() throws Exception {
    var memory = new MemoryBackend();
    var looks = new AtomicInteger();
    try (var store = Persist.over(new DelegatingBackend(memory) {
      @Override
      public long awaitChange(Collection<String> names, long seen, Duration atMost) throws InterruptedException {
        looks.incrementAndGet();
        memory.commit(Commit.builder().append("other", Suite.event("x")).put("other", Json.NULL).build());
        return memory.awaitChange(names, seen, atMost); // not for what was committed just now
      }
    })) {
      var subscription = store.subscription("reader", "s");
      var heard = new Heard();
      try (var runner = subscription.each(InstantSource.system(), (event, commit) -> {
      }).listening(heard).leasing(Duration.ofHours(3))) {
        runner.start();
        for (var i = 1; i <= 3; i++) {
          store.log().append("s", "x", Instant.EPOCH, Map.of());
          assertThat(subscription.await("s", i, InstantSource.system(), Duration.ofMinutes(1))).isTrue();
        }
        subscription.pause();
        heard.await(RunnerState.Paused.class);
      }
    }
    assertThat(looks.get()).isBetween(1, MOST_LOOKS);
  }

  @Test
  @Rule("S4")
  void a_runner_wakes_when_its_lease_has_to_be_renewed_and_does_not_spin_when_time_stands_still() throws Exception {
    var third = Subscription.LEASE.dividedBy(3);
    var clock = new TestClock();
    clock.advance(clock.untilNext(third));
    assertThat(waits(clock)).isEqualTo(third);
    clock.advance(third.dividedBy(4));
    assertThat(waits(clock)).isEqualTo(third.minus(third.dividedBy(4)));
    clock.advance(clock.untilNext(third).minusNanos(1));
    assertThat(waits(clock)).isEqualTo(third.dividedBy(10));
  }

  /** Returns for how long a runner waits for a change. */
  private static Duration waits(InstantSource clock) {
    var waited = new CompletableFuture<Duration>();
    try (var store = Persist.over(new DelegatingBackend(new MemoryBackend()) {
      @Override
      public long awaitChange(Collection<String> names, long seen, Duration atMost) {
        waited.complete(atMost);
        return seen;
      }
    }); var runner = store.subscription("reader", "s").each(clock, (event, commit) -> {
    })) {
      runner.start();
      return waited.join();
    }
  }
}
