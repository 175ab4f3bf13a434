package dev.persist.conformance;

import static dev.persist.conformance.DecidedAssert.assertDecided;
import static org.assertj.core.api.Assertions.assertThat;

import dev.persist.conformance.UserNameScenario.Fact.Closed;
import dev.persist.conformance.UserNameScenario.Fact.Registered;
import dev.persist.conformance.UserNameScenario.Fact.Renamed;
import dev.persist.decide.Boundary;
import dev.persist.decide.Verdict;
import dev.persist.log.EventTypes;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Names of users are unique: a name is a tag, so who claims it sees everyone who had it, and no one else. */
@Rule("D2")
abstract class UserNameScenario extends Suite {
  sealed interface Fact {
    record Registered(String user, String name) implements Fact {}

    record Renamed(String user, String from, String to) implements Fact {}

    record Closed(String user, String name) implements Fact {}
  }

  private static Set<String> tags(Fact fact) {
    return switch (fact) {
      case Registered(var user, var name) -> Set.of("user:" + user, "name:" + name);
      case Renamed(var user, var from, var to) -> Set.of("user:" + user, "name:" + from, "name:" + to);
      case Closed(var user, var name) -> Set.of("user:" + user, "name:" + name);
    };
  }

  /** The names in use, by user. */
  private record Names(Map<String, String> byUser) {
    static final Names NONE = new Names(Map.of());

    Names evolve(Fact fact) {
      var after = new HashMap<>(byUser);
      switch (fact) {
        case Registered(var user, var name) -> after.put(user, name);
        case Renamed(var user, var from, var to) -> after.put(user, to);
        case Closed(var user, var name) -> after.remove(user);
      }
      return new Names(after);
    }

    Verdict<Fact, String> claim(String user, String name) {
      if (byUser.containsValue(name)) {
        return Verdict.of("taken");
      }
      return byUser.containsKey(user)
          ? Verdict.of("renamed", new Renamed(user, byUser.get(user), name))
          : Verdict.of("registered", new Registered(user, name));
    }

    Verdict<Fact, String> close(String user) {
      return byUser.containsKey(user)
          ? Verdict.of("closed", new Closed(user, byUser.get(user)))
          : Verdict.of("no such user");
    }
  }

  private Boundary<Fact> users;

  UserNameScenario(ConformanceKit kit) {
    super(kit);
  }

  @BeforeEach
  final void openUsers() {
    users = store.boundary("users", 1, EventTypes.of(Fact.class), UserNameScenario::tags);
  }

  private String claim(String user, String name) {
    return decide(Set.of("user:" + user, "name:" + name), names -> names.claim(user, name));
  }

  private String close(String user) {
    return decide(Set.of("user:" + user), names -> names.close(user));
  }

  private String decide(Set<String> tags, Function<Names, Verdict<Fact, String>> decide) {
    return assertDecided(users.on(tags, Names.NONE, Names::evolve).decide(AT, decide)).now().result();
  }

  @Test
  void a_name_is_of_one_user_until_it_is_given_up() {
    assertThat(claim("u1", "ann")).isEqualTo("registered");
    assertThat(claim("u2", "ann")).isEqualTo("taken");
    assertThat(claim("u1", "anna")).isEqualTo("renamed");
    assertThat(claim("u2", "ann")).isEqualTo("registered");
    assertThat(claim("u1", "ann")).isEqualTo("taken");
    assertThat(close("u2")).isEqualTo("closed");
    assertThat(close("u2")).isEqualTo("no such user");
    assertThat(claim("u1", "ann")).isEqualTo("renamed");
    assertThat(claim("u3", "anna")).isEqualTo("registered");
  }

  @Test
  @Rule("D8")
  void one_of_many_who_claim_a_name_at_once_has_it() throws Exception {
    claim("u0", "other");
    assertThat(Race.of(8, racer -> claim("u" + racer, "ann")))
        .filteredOn("taken"::equals)
        .hasSize(7);
  }
}
