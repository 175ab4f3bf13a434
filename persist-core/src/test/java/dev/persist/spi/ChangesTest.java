package dev.persist.spi;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.persist.StoreException.Closed;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;

class ChangesTest {
  private final Changes changes = new Changes("test:");

  @Test
  void closing_ends_every_wait_with_an_error() throws Exception {
    var seen = changes.await(0, Duration.ZERO);
    var waiting = new FutureTask<>(() -> changes.await(seen, Duration.ofHours(1)));
    var thread = Thread.ofPlatform().start(waiting);
    while (thread.getState() != Thread.State.TIMED_WAITING) {
      Thread.onSpinWait();
    }
    changes.close();
    assertThatThrownBy(waiting::get).isInstanceOf(ExecutionException.class).hasCauseInstanceOf(Closed.class);
    assertThatThrownBy(() -> changes.await(0, Duration.ZERO)).isInstanceOf(Closed.class).hasMessageContaining("test:");
  }

  @Test
  void a_wait_can_be_interrupted() throws Exception {
    var seen = changes.await(0, Duration.ZERO);
    var waiting = new FutureTask<>(() -> changes.await(seen, Duration.ofHours(1)));
    Thread.ofPlatform().start(waiting).interrupt();
    assertThatThrownBy(waiting::get).hasCauseInstanceOf(InterruptedException.class);
  }
}
