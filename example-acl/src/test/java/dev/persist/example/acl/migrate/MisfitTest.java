package dev.persist.example.acl.migrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.persist.conformance.EveryEngineTest;
import dev.persist.example.acl.AccessControl;
import dev.persist.example.acl.StoredGrants;
import dev.persist.example.acl.before.AccessControl.Mail;
import dev.persist.example.acl.domain.GrantEvent.Granted;
import dev.persist.example.acl.domain.GrantEvent.Revoked;
import dev.persist.migrate.DualRun;
import dev.persist.migrate.Genesis;
import dev.persist.migrate.Genesis.Imported;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What one version can hold and the other cannot is refused, and named. */
class MisfitTest extends EveryEngineTest {
  private static final Instant NOW = Instant.ofEpochSecond(1_000);
  private static final InstantSource clock = InstantSource.fixed(NOW);

  private final Mail mail = (principal, text) -> {
  };
  private final OldSeam old = OldSeam.of(Map.of("doc-1", Set.of("alice", "bob")));
  private AccessControl acl;

  @BeforeEach
  void create() {
    acl = new AccessControl(store);
  }

  private Imported genesis() {
    return new Genesis(store, "acl").run(Openings.of(old.acl().dump(), clock.instant()));
  }

  @Test
  void what_was_only_a_name_before_is_not_made_a_wildcard() {
    old.grant("docs/*", "alice");
    assertThatIllegalArgumentException().isThrownBy(() -> genesis())
        .withMessageContaining("\"docs/*\"")
        .withMessageContaining("rename it");
    assertThat(store.catalog().count()).isZero();
    old.revoke("docs/*", "alice");
    var both = new DualRun<Seam, SeamCall>(store, "acl", clock, old, new NewSeam(acl, clock));
    assertThat(new BothSeam(both, mail).grant("docs/*", "bob")).isTrue();
    assertThat(both.differences()).hasSize(1)
        .allSatisfy(difference -> assertThat(difference.candidate()).contains("rename it"));
    assertThat(acl.can("docs/1", "bob", NOW)).isFalse();
  }

  @Test
  void what_was_only_a_name_before_is_not_made_a_path_that_leads_elsewhere() {
    old.grant("docs/../salaries", "alice");
    assertThatIllegalArgumentException().isThrownBy(() -> genesis()).withMessageContaining("\"docs/../salaries\"");
    assertThat(store.catalog().count()).isZero();
    old.revoke("docs/../salaries", "alice");
    var both = new DualRun<Seam, SeamCall>(store, "acl", clock, old, new NewSeam(acl, clock));
    assertThat(new BothSeam(both, mail).can("docs//1", "bob")).isFalse();
    assertThat(both.differences()).hasSize(1)
        .allSatisfy(difference -> assertThat(difference.candidate()).contains("\"docs//1\"", "segment"));
  }

  @Test
  void what_does_not_fit_is_refused_before_anything_is_written() {
    IntStream.rangeClosed(0, StoredGrants.MOST_AT_ONCE).forEach(i -> old.grant("town", "p" + i));
    assertThatIllegalArgumentException().isThrownBy(() -> genesis()).withMessageContaining("\"town\"");
    assertThat(store.catalog().count()).isZero();
  }

  @Test
  void what_the_old_version_cannot_hold_keeps_from_going_back_to_it() {
    acl.grant("docs/*", new Granted("alice", "hr", "edits"), NOW);
    assertThatIllegalStateException().isThrownBy(() -> Dumps.of(acl, NOW)).withMessageContaining("docs/*");
    acl.revoke("docs/*", new Revoked("alice", "hr", "edits no more"), NOW);
    acl.grant("doc-1", new Granted("bob", "hr", "a day").endingAt(NOW.plusSeconds(1)), NOW);
    assertThatIllegalStateException().isThrownBy(() -> Dumps.of(acl, NOW)).withMessageContaining("doc-1");
    assertThat(Dumps.of(acl, NOW.plusSeconds(1))).isEmpty();
  }
}
