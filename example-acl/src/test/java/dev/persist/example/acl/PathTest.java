package dev.persist.example.acl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.persist.Limits;
import dev.persist.conformance.EveryEngineTest;
import dev.persist.example.acl.domain.GrantEvent.Granted;
import dev.persist.example.acl.domain.GrantEvent.Revoked;
import java.time.Instant;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A path that means another place to somebody else is refused, whatever is asked about it. */
class PathTest extends EveryEngineTest {
  private static final Instant NOW = Instant.EPOCH;
  private static final Granted ALICE = new Granted("alice", "hr", "edits the handbook");
  private static final Revoked NO_LONGER = new Revoked("alice", "hr", "edits no more");

  private AccessControl acl;

  @BeforeEach
  void create() {
    acl = new AccessControl(store);
    acl.grant("docs/*", ALICE, NOW);
  }

  @ParameterizedTest
  @ValueSource(strings = {"docs/../secret", "docs/..", "docs/./x", "docs//x", "docs/", "/docs/x", ".", "..", "",
      "docs/../*"})
  void it_is_refused_by_name_and_nothing_is_written(String path) {
    var calls = List.<ThrowingCallable>of(
        () -> acl.can(path, "alice", NOW),
        () -> acl.why(path, "alice", NOW),
        () -> acl.grant(path, ALICE, NOW),
        () -> acl.grant(path, List.of(), NOW),
        () -> acl.revoke(path, NO_LONGER, NOW),
        () -> acl.grants(path),
        () -> acl.whoCould(path, NOW),
        () -> acl.history(path, 1),
        () -> acl.audit(path, Instant.MIN, Instant.MAX));
    for (var call : calls) {
      assertThatIllegalArgumentException().isThrownBy(call).withMessageContaining('"' + path + '"');
    }
    assertThat(store.catalog().streams()).containsExactly("acl-of/alice", "acl/docs/*");
  }

  @Test
  void a_name_that_makes_too_long_a_key_is_refused_with_its_principal() {
    var resource = "docs/" + "x".repeat(300);
    var principal = "p".repeat(Limits.NAME_BYTES + 8 - StoredGrants.key(resource, "").length());
    var calls = List.<ThrowingCallable>of(
        () -> acl.grant(resource, new Granted(principal, "hr", "too long"), NOW),
        () -> acl.can(resource, principal, NOW),
        () -> acl.why(resource, principal, NOW));
    for (var call : calls) {
      assertThatIllegalArgumentException().isThrownBy(call)
          .withMessageContaining('"' + resource + '"')
          .withMessageContaining('"' + principal + '"')
          .withMessageContaining("520 bytes, the limit is 512");
    }
    assertThat(store.catalog().streams()).containsExactly("acl-of/alice", "acl/docs/*");
    assertThat(acl.can(resource, principal.substring(8), NOW)).isFalse();
  }
}
