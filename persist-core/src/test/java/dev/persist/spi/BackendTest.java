package dev.persist.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.persist.Commit;
import dev.persist.CommitResult;
import dev.persist.Json;
import dev.persist.StoreException;
import dev.persist.conformance.DelegatingBackend;
import dev.persist.conformance.Rule;
import dev.persist.memory.MemoryBackend;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What an engine does that knows no better. */
@Rule("C16")
class BackendTest {
  private static final List<Commit> THREE = IntStream.range(0, 3)
      .mapToObj(i -> Commit.builder().put("k" + i, Json.of(i)).build())
      .toList();

  /** Commits until a commit is to come that is the {@code number}th, which meets {@code fault}. */
  private static Backend meeting(StoreException fault, int number) {
    return new DelegatingBackend(new MemoryBackend()) {
      private int commits;

      @Override
      public CommitResult commit(Commit commit) {
        if (++commits == number) {
          throw fault;
        }
        return super.commit(commit);
      }
    };
  }

  @Test
  @Rule("C35")
  void a_fault_is_told_when_nothing_was_written_and_else_only_what_was_written_before_it() {
    var fault = new StoreException.Unavailable("planted");
    assertThatThrownBy(() -> meeting(fault, 1).commitInOrder(THREE)).isSameAs(fault);
    var backend = meeting(fault, 2);
    assertThat(backend.commitInOrder(THREE)).hasSize(1);
    assertThat(backend.keys("", "", 10)).containsExactly("k0");
  }

  @Test
  void an_unknown_outcome_is_told_in_any_case() {
    var fault = new StoreException.UnknownOutcome("planted", new IllegalStateException());
    assertThatThrownBy(() -> meeting(fault, 2).commitInOrder(THREE)).isSameAs(fault);
  }
}
