package dev.persist.memory;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.jetbrains.lincheck.datastructures.ManagedStrategyGuaranteeKt.forClasses;

import dev.persist.Commit;
import dev.persist.CommitResult;
import dev.persist.Json;
import dev.persist.NewEvent;
import dev.persist.conformance.DelegatingBackend;
import dev.persist.spi.Backend;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jetbrains.lincheck.LincheckAssertionError;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.junit.jupiter.api.Test;

/** Lincheck lets threads take turns in many ways, and looks for an order that explains what they got. */
class MemoryLincheckTest {
  private static final NewEvent EVENT = NewEvent.of("x", Instant.EPOCH, 1);
  private static final Commit APPEND = Commit.builder().append("s", EVENT).build();
  private static final Commit APPEND_FIRST = Commit.builder().streamAt("s", 0).append("s", EVENT).build();
  private static final Commit APPEND_SECOND = Commit.builder().streamAt("s", 1).append("s", EVENT).build();
  private static final Commit PUT_NEW = Commit.builder().keyAbsent("k").put("k", Json.of(1)).build();
  private static final Commit CAS = Commit.builder().keyIs("k", Json.of(1)).put("k", Json.of(2)).build();

  /** What the threads do, to a store of their own. */
  public static class Calls {
    private final Backend backend;

    /** Takes the backend as it is. */
    public Calls() {
      this(new MemoryBackend());
    }

    Calls(Backend backend) {
      this.backend = backend;
    }

    /** Appends. */
    @Operation
    public CommitResult append() {
      return backend.commit(APPEND);
    }

    /** Appends to a stream that is to be new. */
    @Operation
    public CommitResult appendFirst() {
      return backend.commit(APPEND_FIRST);
    }

    /** Appends to a stream that is to have one event. */
    @Operation
    public CommitResult appendSecond() {
      return backend.commit(APPEND_SECOND);
    }

    /** Returns the last seq. */
    @Operation
    public long lastSeq() {
      return backend.lastSeq("s");
    }

    /** Puts into a key that is to be absent. */
    @Operation
    public CommitResult putNew() {
      return backend.commit(PUT_NEW);
    }

    /** Swaps the value of a key. */
    @Operation
    public CommitResult cas() {
      return backend.commit(CAS);
    }

    /** Reads the key. */
    @Operation
    public Optional<Json> get() {
      return backend.get("k");
    }
  }

  /** The same calls to a backend that looks at the guards before it takes the lock under which it writes. */
  public static final class RacyCalls extends Calls {
    /** Plants the race. */
    public RacyCalls() {
      super(new DelegatingBackend(new MemoryBackend()) {
        @Override
        public CommitResult commit(Commit commit) {
          var checked = backend.commit(new Commit(Optional.empty(), commit.guards(), List.of()));
          return checked instanceof CommitResult.Conflict
              ? checked
              : backend.commit(new Commit(Optional.empty(), List.of(), commit.ops()));
        }
      });
    }
  }

  /** A decision reads only what is under the lock, so turns taken in the middle of one are not tried; nor of a look at the stack. */
  private static void check(Class<? extends Calls> calls) {
    new ModelCheckingOptions().iterations(10)
        .invocationsPerIteration(100)
        .threads(2)
        .actorsPerThread(2)
        .actorsBefore(0)
        .actorsAfter(0)
        .minimizeFailedScenario(false)
        .addGuarantee(forClasses("dev.persist.spi.Decision", "dev.persist.spi.Overlay", "dev.persist.spi.StackRoom")
            .allMethods()
            .ignore())
        .check(calls);
  }

  @Test
  void however_threads_take_turns_the_memory_backend_is_linearizable() {
    check(Calls.class);
  }

  @Test
  void a_planted_race_is_reported() {
    assertThatThrownBy(() -> check(RacyCalls.class)).isInstanceOf(LincheckAssertionError.class);
  }
}
