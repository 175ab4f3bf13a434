package dev.persist.example.acl;

import dev.persist.conformance.EveryEngineTest;
import dev.persist.example.acl.domain.GrantEvent.Granted;
import dev.persist.example.acl.domain.GrantEvent.Revoked;
import dev.persist.example.acl.domain.GrantOutcome;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;

class BehaviourAfterTest extends EveryEngineTest {
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
