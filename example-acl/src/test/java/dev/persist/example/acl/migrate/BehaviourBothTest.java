package dev.persist.example.acl.migrate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.persist.conformance.EveryEngineTest;
import dev.persist.example.acl.AccessControl;
import dev.persist.example.acl.Behaviour;
import dev.persist.migrate.DualRun;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;

class BehaviourBothTest extends EveryEngineTest {
  private DualRun<Seam, SeamCall> both;
  private Seam seam;

  @BeforeEach
  void create() {
    var clock = InstantSource.fixed(Instant.EPOCH);
    both = new DualRun<>(store, "acl", clock, OldSeam.of(Map.of()),
        new NewSeam(new AccessControl(store), clock));
    seam = new BothSeam(both, (principal, text) -> {
    });
  }

  @AfterEach
  void they_do_not_differ() {
    assertThat(both.differences()).isEmpty();
  }

  @Nested
  class OnEachEngine extends Behaviour {
    @Override
    protected boolean grant(String resource, String principal) {
      return seam.grant(resource, principal);
    }

    @Override
    protected boolean revoke(String resource, String principal) {
      return seam.revoke(resource, principal);
    }

    @Override
    protected boolean can(String resource, String principal) {
      return seam.can(resource, principal);
    }

    @Override
    protected Set<String> list(String resource) {
      return seam.list(resource);
    }
  }
}
