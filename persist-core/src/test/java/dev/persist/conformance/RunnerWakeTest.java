package dev.persist.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.persist.Json;
import dev.persist.Persist;
import dev.persist.feed.RunnerState;
import dev.persist.memory.MemoryBackend;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class RunnerWakeTest {
  private static final int OTHERS = 200;

  @Test
  @Rule("S3")
  void a_runner_looks_when_its_streams_or_its_checkpoint_changed_and_not_when_others_did() throws Exception {
    var looks = new AtomicInteger();
    try (var store = Persist.over(new DelegatingBackend(new MemoryBackend()) {
      @Override
      public long awaitChange(Collection<String> names, long seen, Duration atMost) throws InterruptedException {
        looks.incrementAndGet();
        return backend.awaitChange(names, seen, atMost);
      }
    })) {
      var subscription = store.subscription("reader", "s");
      var heard = new Heard();
      try (var runner = subscription.each(InstantSource.system(), (event, commit) -> {
      }).listening(heard).leasing(Duration.ofHours(3))) {
        runner.start();
        heard.await(RunnerState.Running.class);
        for (var i = 0; i < OTHERS; i++) {
          store.log().append("other", "x", Instant.EPOCH, Map.of());
          store.kv().put("other", Json.of(i));
          Thread.sleep(1); // or it would look once for several
        }
        var event = store.log().append("s", "x", Instant.EPOCH, Map.of());
        assertThat(subscription.await("s", event.seq(), InstantSource.system(), Duration.ofMinutes(1))).isTrue();
        subscription.pause();
        heard.await(RunnerState.Paused.class);
      }
    }
    assertThat(looks.get()).isBetween(1, OTHERS / 10);
  }
}
