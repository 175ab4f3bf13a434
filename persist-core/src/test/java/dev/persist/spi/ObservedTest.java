package dev.persist.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.persist.Commit;
import dev.persist.CommitId;
import dev.persist.CommitResult;
import dev.persist.NewEvent;
import dev.persist.Persist;
import dev.persist.StoreException;
import dev.persist.conformance.DelegatingBackend;
import dev.persist.memory.MemoryBackend;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class ObservedTest {
  private final Told told = new Told();
  private final AtomicReference<RuntimeException> fault = new AtomicReference<>();
  private final Backend observed = Observed.by(told, new DelegatingBackend(new MemoryBackend()) {
    @Override
    public CommitResult commit(Commit commit) {
      if (fault.get() != null) {
        throw fault.get();
      }
      return super.commit(commit);
    }
  });

  @Test
  void each_commit_is_observed_with_its_outcome() {
    observed.commit(append("d1"));
    observed.commit(append("d1"));
    observed.commit(append("d2"));
    observed.commit(Commit.builder().streamAt("s", 9).build());
    assertThat(told.lines).containsExactly(
        "Committing", "Committing [committed]",
        "Committing", "Committing [already]",
        "Committing", "Committing [reused]",
        "Committing", "Committing [conflict]");
  }

  @Test
  void commits_in_order_are_one_call_with_an_outcome_for_each_that_was_decided() {
    var stale = Commit.builder().streamAt("s", 9).build();
    var nothing = Commit.builder().build();
    observed.commitInOrder(List.of(nothing, nothing, stale, nothing));
    assertThat(told.lines).containsExactly("Committing", "Committing [committed, committed, conflict]");
  }

  @Test
  void a_fault_is_observed_and_reaches_the_caller() {
    fault.set(new StoreException.Unavailable("away"));
    assertThatThrownBy(() -> observed.commit(append("d"))).isSameAs(fault.get());
    assertThatThrownBy(() -> observed.commitInOrder(List.of(append("d")))).isSameAs(fault.get());
    assertThat(told.lines).containsExactly("Committing", "Committing failed: Unavailable", "Committing",
        "Committing failed: Unavailable");
  }

  @Test
  void a_store_without_an_observer_has_none_in_between() {
    var backend = new MemoryBackend();
    assertThat(Observed.by(Observer.NONE, backend)).isSameAs(backend);
  }

  /** A default method that it does not pass on would hide what the engine does better. */
  @Test
  void it_passes_on_every_method_and_contents_can_be_moved_if_they_could_be() {
    assertThat(own(Observed.class)).containsAll(own(Backend.class));
    assertThat(own(Observed.Moving.class)).containsAll(own(Movable.class));
    assertThat(Persist.over(observed).contents()).isNotNull();
  }

  private static Commit append(String digest) {
    return Commit.builder().id(new CommitId("s", "k", digest)).append("s", NewEvent.of("t", Instant.EPOCH, 1)).build();
  }

  private static List<String> own(Class<?> type) {
    return Arrays.stream(type.getDeclaredMethods())
        .filter(it -> !Modifier.isStatic(it.getModifiers()) && !it.isSynthetic())
        .map(ObservedTest::signature)
        .toList();
  }

  private static String signature(Method method) {
    return method.getName() + Arrays.toString(method.getParameterTypes());
  }
}
