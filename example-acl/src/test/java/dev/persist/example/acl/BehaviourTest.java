package dev.persist.example.acl;

import static org.assertj.core.api.Assertions.assertThat;

import dev.persist.conformance.EveryEngineTest;
import dev.persist.example.acl.domain.GrantEvent.Granted;
import dev.persist.example.acl.domain.GrantEvent.Revoked;
import dev.persist.example.acl.domain.GrantOutcome;
import dev.persist.example.acl.migrate.BothSeam;
import dev.persist.example.acl.migrate.NewSeam;
import dev.persist.example.acl.migrate.OldSeam;
import dev.persist.example.acl.migrate.Seam;
import dev.persist.example.acl.migrate.SeamCall;
import dev.persist.migrate.DualRun;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;

class BehaviourTest {
  @Nested
  class Before extends Behaviour {
    private final dev.persist.example.acl.before.AccessControl acl = new dev.persist.example.acl.before.AccessControl(
        (principal, text) -> {});

    @Override
    protected boolean grant(String resource, String principal) {
      return acl.grant(resource, principal);
    }

    @Override
    protected boolean revoke(String resource, String principal) {
      return acl.revoke(resource, principal);
    }

    @Override
    protected boolean can(String resource, String principal) {
      return acl.can(resource, principal);
    }

    @Override
    protected Set<String> list(String resource) {
      return acl.list(resource);
    }
  }

  @Nested
  class After extends EveryEngineTest {
    private AccessControl acl;

    @BeforeEach
    void create() {
      acl = new AccessControl(store);
    }

    @Nested
    class OnEachEngine extends Behaviour {
      @Override
      protected boolean grant(String resource, String principal) {
        return acl.grant(resource, new Granted(principal, "hr", "works here"),
            Instant.EPOCH) instanceof GrantOutcome.Changed;
      }

      @Override
      protected boolean revoke(String resource, String principal) {
        return acl.revoke(resource, new Revoked(principal, "hr", "left"),
            Instant.EPOCH) instanceof GrantOutcome.Changed;
      }

      @Override
      protected boolean can(String resource, String principal) {
        return acl.can(resource, principal, Instant.EPOCH);
      }

      @Override
      protected Set<String> list(String resource) {
        return acl.grants(resource).value().names();
      }
    }
  }

  @Nested
  class Both extends EveryEngineTest {
    private DualRun<Seam, SeamCall> both;
    private Seam seam;

    @BeforeEach
    void create() {
      var clock = InstantSource.fixed(Instant.EPOCH);
      both = new DualRun<>(store, "acl", clock, OldSeam.of(Map.of()), new NewSeam(new AccessControl(store), clock));
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
}
