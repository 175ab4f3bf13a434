package dev.persist.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.persist.Commit;
import dev.persist.StoreException;
import dev.persist.spi.Link;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** Closing, and what was acknowledged before it (rule C2). */
@Rule("C2")
abstract class LifecycleRules extends Suite {
  LifecycleRules(ConformanceKit kit) {
    super(kit);
  }

  @Test
  @Rule("C18")
  void use_after_close_is_a_clear_error() {
    append("s");
    store.close();
    List<ThrowingCallable> uses = List.of(
        () -> store.commit(Commit.builder().build()),
        () -> backend.outcome("s", "k"),
        () -> backend.read("s", 1, 1),
        () -> backend.follow(List.of(new Link("s", 1))),
        () -> backend.lastSeq("s"),
        () -> backend.get("k"),
        () -> backend.streams("", 1),
        () -> backend.keys("", "", 1),
        () -> backend.awaitChange(0, Duration.ZERO));
    assertThat(uses).allSatisfy(
        use -> assertThatThrownBy(use).isInstanceOf(StoreException.Closed.class).hasMessageContaining("closed"));
  }

  @Test
  void closing_twice_is_harmless() {
    store.close();
    store.close();
  }

  @Test
  void what_was_acknowledged_before_a_close_in_the_middle_of_writes_is_there_after_it() throws Exception {
    var underWay = new CountDownLatch(50);
    var acknowledged = Race.of(9, racer -> {
      var mine = 0L;
      try {
        if (racer == 0) {
          underWay.await();
          store.close();
        }
        while (racer > 0 && mine < 10_000) {
          mine = append("s" + racer).seq();
          underWay.countDown();
        }
      } catch (StoreException.Closed expected) {
        return mine;
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
      return mine;
    });
    assertThatThrownBy(() -> append("s1")).isInstanceOf(StoreException.Closed.class);
    restart();
    for (var racer = 1; racer < acknowledged.size(); racer++) {
      assertThat(log().lastSeq("s" + racer)).isEqualTo(acknowledged.get(racer));
    }
  }
}
