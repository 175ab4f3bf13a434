package dev.persist.app.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.persist.Commit;
import dev.persist.CommitId;
import dev.persist.CommitResult;
import dev.persist.NewEvent;
import dev.persist.Persist;
import dev.persist.StoreException;
import dev.persist.conformance.DelegatingBackend;
import dev.persist.decide.Decider;
import dev.persist.decide.Verdict;
import dev.persist.log.EventTypes;
import dev.persist.memory.MemoryBackend;
import dev.persist.spi.Backend;
import dev.persist.spi.Observed;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class MetersTest {
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final AtomicReference<RuntimeException> fault = new AtomicReference<>();
  private final Backend metered = Observed.by(new Meters(registry), new DelegatingBackend(new MemoryBackend()) {
    @Override
    public CommitResult commit(Commit commit) {
      if (fault.get() != null) {
        throw fault.get();
      }
      return super.commit(commit);
    }
  });

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
  void decisions_and_handled_events_are_measured_by_outcome() throws Exception {
    var store = Persist.over(new MemoryBackend()).observedBy(new Meters(registry));
    new Decider<>(store, EventTypes.of(Counted.class), 0, (count, event) -> count + 1).on("s")
        .decide(Instant.EPOCH, count -> Verdict.of("one", new Counted()));
    try (var runner = store.subscription("reader", "s").each(InstantSource.system(), (event, commit) -> {
      throw new IllegalStateException();
    })) {
      runner.catchUp();
    }
    assertThat(registry.get("persist.decide").tag("outcome", "now").timer().count()).isEqualTo(1);
    assertThat(registry.get("persist.decide").tag("outcome", "contended").timer().count()).isZero();
    assertThat(registry.get("persist.handle").tags("subscription", "reader", "outcome", "fault").timer().count())
        .isEqualTo(1);
  }

  record Counted() {}

  private List<Long> counted(String... outcomes) {
    return Arrays.stream(outcomes)
        .map(outcome -> registry.get("persist.commit").tag("outcome", outcome).timer().count())
        .toList();
  }

  private static Commit append(String digest) {
    return Commit.builder().id(new CommitId("s", "k", digest)).append("s", NewEvent.of("t", Instant.EPOCH, 1)).build();
  }
}
