package dev.persist.example.bookings.migrate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.persist.conformance.EveryEngineTest;
import dev.persist.example.bookings.Behaviour;
import dev.persist.example.bookings.Bookings;
import dev.persist.migrate.DualRun;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;

class BehaviourBothTest extends EveryEngineTest {
  private DualRun<Seam, SeamCall> both;
  private Seam seam;

  @BeforeEach
  void create() {
    var clock = InstantSource.fixed(Instant.EPOCH);
    both = new DualRun<>(store, "bookings", clock, OldSeam.of(Map.of()),
        new NewSeam(new Bookings(store), clock));
    seam = new BothSeam(both, (occurrence, actor) -> {
    });
  }

  @AfterEach
  void they_do_not_differ() {
    assertThat(both.differences()).isEmpty();
  }

  @Nested
  class OnEachEngine extends Behaviour {
    @Override
    protected boolean open(String occurrence, int capacity) {
      return seam.open(occurrence, "A talk", capacity);
    }

    @Override
    protected int book(String occurrence, String actor) {
      return seam.book(occurrence, actor);
    }

    @Override
    protected boolean cancel(String occurrence, String actor) {
      return seam.cancel(occurrence, actor);
    }

    @Override
    protected @Nullable Map<Integer, String> roster(String occurrence) {
      return seam.roster(occurrence);
    }
  }
}
