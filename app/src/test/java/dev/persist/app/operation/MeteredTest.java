package dev.persist.app.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.persist.Commit;
import dev.persist.CommitId;
import dev.persist.CommitResult;
import dev.persist.Json;
import dev.persist.NewEvent;
import dev.persist.Persist;
import dev.persist.StoreException;
import dev.persist.conformance.DelegatingBackend;
import dev.persist.memory.MemoryBackend;
import dev.persist.spi.Backend;
import dev.persist.spi.Grouping;
import dev.persist.spi.Movable;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class MeteredTest {
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final AtomicReference<RuntimeException> fault = new AtomicReference<>();
  private final Backend metered = Metered.over(new DelegatingBackend(new MemoryBackend()) {
    @Override
    public CommitResult commit(Commit commit) {
      if (fault.get() != null) {
        throw fault.get();
      }
      return super.commit(commit);
    }
  }, registry);

  @Test
  void each_commit_is_counted_under_its_outcome() {
    metered.commit(append("d1"));
    metered.commit(append("d1"));
    metered.commit(append("d2"));
    metered.commit(Commit.builder().streamAt("s", 9).build());
    assertThat(counted("committed", "already", "reused", "conflict")).containsExactly(1L, 1L, 1L, 1L);
  }

  @Test
  void each_commit_of_a_list_is_counted() {
    var stale = Commit.builder().streamAt("s", 9).build();
    metered.commitInOrder(List.of(Commit.builder().build(), Commit.builder().build(), stale));
    assertThat(counted("committed", "conflict")).containsExactly(2L, 1L);
  }

  static Stream<RuntimeException> faults() {
    var cause = new IOException();
    return Stream.of(new StoreException.UnknownOutcome("m", cause), new StoreException.Failed("m", cause),
        new StoreException.Unavailable("m"), new StoreException.Refused("m", cause), new StoreException.Damaged("m"),
        new StoreException.Closed("m"), new IllegalStateException());
  }

  @ParameterizedTest
  @MethodSource("faults")
  void a_fault_reaches_the_caller_and_is_counted_by_its_kind(RuntimeException thrown) {
    fault.set(thrown);
    assertThatThrownBy(() -> metered.commit(append("d"))).isSameAs(thrown);
    assertThatThrownBy(() -> metered.commitInOrder(List.of(append("d")))).isSameAs(thrown);
    var kind = switch (thrown) {
      case StoreException.UnknownOutcome e -> "unknown";
      case StoreException e -> e.getClass().getSimpleName().toLowerCase(java.util.Locale.ROOT);
      default -> "fault";
    };
    assertThat(counted(kind)).containsExactly(2L);
    assertThat(counted("committed")).containsExactly(0L);
  }

  @Test
  void groups_are_counted_where_the_engine_has_them(@TempDir Path directory) {
    try (var rocks = Metered.over(dev.persist.spi.BackendProvider.openUrl("rocksdb:" + directory.resolve("s")),
        registry)) {
      rocks.commitInOrder(List.of(append("d"), Commit.builder().put("k", Json.NULL).build()));
      assertThat(registry.get("persist.groups").functionCounter().count()).isEqualTo(1);
      assertThat(registry.get("persist.group.commits").functionCounter().count()).isEqualTo(2);
    }
    assertThat(metered).isNotInstanceOf(Grouping.class);
  }

  /** A default method that it does not pass on would hide what the engine does better. */
  @Test
  void it_passes_on_every_method_and_contents_can_be_moved_if_they_could_be() {
    assertThat(own(Metered.class)).containsAll(own(Backend.class));
    assertThat(own(Metered.Moving.class)).containsAll(own(Movable.class));
    assertThat(Persist.over(metered).contents()).isNotNull();
  }

  private List<Long> counted(String... outcomes) {
    return Arrays.stream(outcomes)
        .map(outcome -> registry.get("persist.commit").tag("outcome", outcome).timer().count())
        .toList();
  }

  private static Commit append(String digest) {
    return Commit.builder().id(new CommitId("s", "k", digest)).append("s", NewEvent.of("t", Instant.EPOCH, 1)).build();
  }

  private static List<String> own(Class<?> type) {
    return Arrays.stream(type.getDeclaredMethods())
        .filter(it -> !Modifier.isStatic(it.getModifiers()) && !it.isSynthetic())
        .map(MeteredTest::signature)
        .toList();
  }

  private static String signature(Method method) {
    return method.getName() + Arrays.toString(method.getParameterTypes());
  }
}
