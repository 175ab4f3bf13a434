package dev.persist.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.persist.Event;
import dev.persist.Json;
import dev.persist.StoreException.Closed;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class ChangesTest {
  private final Changes changes = new Changes("test:");

  @Test
  void closing_ends_every_wait_with_an_error() throws Exception {
    var seen = changes.await(0, Duration.ZERO);
    var waiting = new FutureTask<>(() -> changes.await(seen, Duration.ofHours(1)));
    waiting(waiting);
    changes.close();
    assertThatThrownBy(waiting::get).isInstanceOf(ExecutionException.class).hasCauseInstanceOf(Closed.class);
    assertThatThrownBy(() -> changes.await(0, Duration.ZERO)).isInstanceOf(Closed.class).hasMessageContaining("test:");
  }

  private static Delta delta(String stream, String key) {
    var event = new Event(stream, 1, "x", Instant.EPOCH, Json.NULL, Json.EMPTY);
    return new Delta(List.of(event), Map.of("truncated", 1L), Map.of(key, Optional.empty()), Map.of(), List.of());
  }

  /** Whoever waits is told at once, or the test does not end. */
  private void requireChanged(long seen, String... names) throws InterruptedException {
    changes.await(List.of(names), seen, Duration.ofHours(1));
  }

  private void requireUnchanged(long seen, String... names) {
    waiting(() -> changes.await(List.of(names), seen, Duration.ofHours(1))).interrupt();
  }

  private static Thread waiting(Callable<Long> call) {
    return waiting(new FutureTask<>(call));
  }

  /** Starts {@code task}, and returns once it waits, which it must. */
  private static Thread waiting(FutureTask<Long> task) {
    var thread = Thread.ofPlatform().start(task);
    while (thread.getState() != Thread.State.TIMED_WAITING) {
      assertThat(thread.isAlive()).isTrue();
    }
    return thread;
  }

  @Test
  void who_waits_for_names_is_told_of_these_streams_and_keys_and_of_what_nobody_knows() throws Exception {
    var seen = changes.await(List.of("s"), 0, Duration.ZERO);
    changes.raise(delta("s", "k"));
    changes.raise(delta("t", "l"));
    requireChanged(seen, "s");
    requireChanged(seen, "other", "l");
    requireChanged(seen, "truncated");
    requireUnchanged(seen, "other");
    requireChanged(seen);
    requireUnchanged(seen + 1, "s");
    changes.raise();
    requireChanged(seen + 2, "other");
  }

  @Test
  void what_changed_before_anybody_named_anything_is_told_to_all() throws Exception {
    var seen = changes.await(0, Duration.ZERO);
    changes.raise(delta("s", "k"));
    requireChanged(seen, "other");
  }

  @Test
  void what_is_forgotten_is_told_to_all() throws Exception {
    var seen = changes.await(List.of("s"), 0, Duration.ZERO);
    changes.raise(delta("s", "k"));
    for (var i = 0; i < 100_000; i++) {
      changes.raise(delta("t" + i, "k"));
    }
    requireChanged(seen, "s");
    requireUnchanged(seen + 100_000, "s");
  }

  @Test
  void without_the_memory_to_say_what_changed_all_are_told() throws Exception {
    var seen = changes.await(List.of("s"), 0, Duration.ZERO);
    var events = new ArrayList<Event>() {
      private static final long serialVersionUID = 1;

      @Override
      public void forEach(Consumer<? super Event> action) {
        throw new OutOfMemoryError("planted");
      }
    };
    changes.raise(new Delta(events, Map.of(), Map.of(), Map.of(), List.of()));
    requireChanged(seen, "s");
  }

  @Test
  void who_waits_is_woken_by_what_it_waits_for() throws Exception {
    var seen = changes.await(List.of("s"), 0, Duration.ZERO);
    var waiting = new FutureTask<>(() -> changes.await(List.of("s"), seen, Duration.ofHours(1)));
    waiting(waiting);
    changes.raise(delta("other", "k"));
    changes.raise(delta("s", "k"));
    assertThat(waiting.get()).isEqualTo(seen + 2);
  }

  @Test
  void a_wait_can_be_interrupted() throws Exception {
    var seen = changes.await(0, Duration.ZERO);
    var waiting = new FutureTask<>(() -> changes.await(seen, Duration.ofHours(1)));
    Thread.ofPlatform().start(waiting).interrupt();
    assertThatThrownBy(waiting::get).hasCauseInstanceOf(InterruptedException.class);
  }
}
