package dev.persist.example.acl.migrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.persist.conformance.EveryEngineTest;
import dev.persist.example.acl.AccessControl;
import dev.persist.example.acl.before.AccessControl.Mail;
import dev.persist.example.acl.domain.GrantEvent.Granted;
import dev.persist.example.acl.domain.GrantOutcome;
import dev.persist.migrate.CutOver;
import dev.persist.migrate.Genesis;
import dev.persist.migrate.Parity;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The five steps, as the README shows them. */
class FiveStepsTest extends EveryEngineTest {
  private static final InstantSource clock = InstantSource.fixed(Instant.ofEpochSecond(1_000));

  private static Stream<SeamCall> queries(Map<String, Set<String>> dump) {
    return MigrationTest.queries(dump);
  }

  @Test
  void the_five_steps_from_the_old_version_to_the_new_one() {
    var mails = new ArrayList<String>();
    var mail = (Mail) (principal, text) -> mails.add(principal + ": " + text);
    var old = OldSeam.of(Map.of("doc-1", Set.of("alice", "bob"), "team/doc", Set.of("alice")));

    Seam seam = old; // what callers hold from now on
    seam.grant("doc-3", "erin");
    var dump = old.acl().dump(); // written to a file when the process stops

    var imported = new Genesis(store, "acl").run(Openings.of(dump, clock.instant()));
    assertThat(imported.complete()).isTrue(); // if not, "imported" names what is in the way

    var acl = new AccessControl(store);
    var parity = Parity.of(queries(dump), SeamCall::on, OldSeam.of(dump), new NewSeam(acl, clock));
    assertThat(parity.differences()).isEmpty(); // both say the same about who may open what

    var both = Start.both(store, dump, clock)
        .recording(
            call -> store.log().append("calls/acl", List.of(SeamCall.TYPES.write(call, clock.instant()))));
    seam = new BothSeam(both, mail); // the old one answers, the new one follows

    seam.revoke("doc-3", "erin");
    assertThat(seam.can("doc-3", "erin")).isFalse();
    assertThat(store.log().count("calls/acl")).isEqualTo(2);
    restart();
    both = Start.both(store, dump, clock);
    seam = new BothSeam(both, mail);
    assertThat(seam.can("doc-3", "erin")).isFalse();

    var said = switch (both.cutOver()) {
      case CutOver.Done done -> "the new one answers, the old one follows";
      case CutOver.Differing(var differences) -> "mend these first: " + differences;
    };

    assertThat(said).isEqualTo("the new one answers, the old one follows");
    seam.revoke("doc-1", "bob");
    restart();
    both = Start.both(store, dump, clock);
    assertThat(both.oldServes()).isFalse();
    both.rollBack();
    assertThat(new BothSeam(both, mail).list("doc-1")).containsExactly("alice");
    assertThat(mails)
        .containsExactly("erin: You may no longer access doc-3", "bob: You may no longer access doc-1");

    acl = new AccessControl(store);
    var outcome = acl.grant("doc-3", new Granted("erin", "hr", "joined the team"), clock.instant());
    if (outcome instanceof GrantOutcome.Changed) {
      mail.send("erin", "You may now access doc-3");
    }

    assertThat(mails).hasSize(3);
  }

  @Test
  void a_start_with_another_dump_is_refused_and_says_what_is_in_the_way() {
    Start.both(store, Map.of("doc-1", Set.of("alice")), clock);
    assertThatIllegalStateException()
        .isThrownBy(() -> Start.both(store, Map.of("doc-1", Set.of("alice", "bob")), clock))
        .withMessageContaining("changed=[acl/doc-1]");
  }
}
