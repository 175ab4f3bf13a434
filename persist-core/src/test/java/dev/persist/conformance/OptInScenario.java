package dev.persist.conformance;

import static dev.persist.conformance.DecidedAssert.assertDecided;
import static org.assertj.core.api.Assertions.assertThat;

import dev.persist.conformance.OptInScenario.Fact.Confirmed;
import dev.persist.conformance.OptInScenario.Fact.SignUpStarted;
import dev.persist.decide.Boundary;
import dev.persist.decide.Verdict;
import dev.persist.log.EventTypes;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A sign-up is confirmed with a code that was sent by mail, once and in time. The code is a tag, so no table of codes has
 * to be kept; time is what the caller says.
 */
@Rule("D2")
abstract class OptInScenario extends Suite {
  sealed interface Fact {
    record SignUpStarted(String email, String code, Instant expires) implements Fact {}

    record Confirmed(String email, String code) implements Fact {}
  }

  private static Set<String> tags(Fact fact) {
    return switch (fact) {
      case SignUpStarted(var email, var code, var expires) -> Set.of("email:" + email, "code:" + code);
      case Confirmed(var email, var code) -> Set.of("email:" + email, "code:" + code);
    };
  }

  /** What became of one code. */
  private record SignUp(Optional<SignUpStarted> started, boolean used) {
    static final SignUp NONE = new SignUp(Optional.empty(), false);

    SignUp evolve(Fact fact) {
      return switch (fact) {
        case SignUpStarted now -> new SignUp(Optional.of(now), false);
        case Confirmed now -> new SignUp(started, true);
      };
    }

    Verdict<Fact, String> confirm(String email, Instant now) {
      var mine = started.filter(each -> each.email().equals(email));
      if (mine.isEmpty()) {
        return Verdict.of("no such code");
      } else if (used) {
        return Verdict.of("used before");
      }
      return now.isBefore(mine.get().expires())
          ? Verdict.of("confirmed", new Confirmed(email, mine.get().code()))
          : Verdict.of("expired");
    }
  }

  private Boundary<Fact> signUps;

  OptInScenario(ConformanceKit kit) {
    super(kit);
  }

  @BeforeEach
  final void openSignUps() {
    signUps = store.boundary("sign-ups", 1, EventTypes.of(Fact.class), OptInScenario::tags);
    signUps.on(Set.of("code:4711"), SignUp.NONE, SignUp::evolve)
        .decide(AT, none -> Verdict.of("started", new SignUpStarted("ann@example.org", "4711", AT.plusSeconds(60))));
  }

  private String confirm(String email, String code, Instant now) {
    var decided = signUps.on(Set.of("code:" + code), SignUp.NONE, SignUp::evolve)
        .decide(now, signUp -> signUp.confirm(email, now));
    return assertDecided(decided).now().result();
  }

  @Test
  void a_code_confirms_the_sign_up_it_was_made_for_once() {
    assertThat(confirm("ann@example.org", "0815", AT)).isEqualTo("no such code");
    assertThat(confirm("bob@example.org", "4711", AT)).isEqualTo("no such code");
    assertThat(confirm("ann@example.org", "4711", AT.plusSeconds(59))).isEqualTo("confirmed");
    assertThat(confirm("ann@example.org", "4711", AT.plusSeconds(59))).isEqualTo("used before");
  }

  @Test
  void a_code_expires() {
    assertThat(confirm("ann@example.org", "4711", AT.plusSeconds(60))).isEqualTo("expired");
  }

  @Test
  void a_code_that_is_sent_twice_at_once_is_used_once() throws Exception {
    assertThat(Race.of(4, racer -> confirm("ann@example.org", "4711", AT)))
        .containsOnlyOnce("confirmed")
        .containsOnly("confirmed", "used before");
  }
}
