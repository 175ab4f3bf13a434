package dev.persist.example.acl;

import dev.persist.example.acl.domain.GrantEvent;
import dev.persist.example.acl.domain.GrantEvent.Granted;
import dev.persist.example.acl.domain.GrantEvent.Revoked;
import dev.persist.example.acl.domain.GrantOutcome;
import dev.persist.example.acl.domain.Offboarding;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.IntStream;

/** Commands drawn at random, on so few names that they meet again and again. */
final class RandomCommands {
  private RandomCommands() {}

  /** A command, a second after the one before. */
  sealed interface Command {
    Instant at();

    /** Gives it, and returns what it came to. */
    String on(AccessControl acl);

    record Grant(String resource, List<String> principals, Optional<Instant> until, Instant at) implements Command {
      @Override
      public String on(AccessControl acl) {
        return text(
            acl.grant(resource,
                principals.stream().map(each -> new Granted(each, "boss", "asked", until)).toList(),
                at));
      }
    }

    record Revoke(String resource, String principal, Instant at) implements Command {
      @Override
      public String on(AccessControl acl) {
        return text(acl.revoke(resource, new Revoked(principal, "boss", "asked"), at));
      }
    }

    record RevokeAll(String principal, Instant at) implements Command {
      @Override
      public String on(AccessControl acl) {
        return switch (acl.revokeAll(new Revoked(principal, "boss", "asked"), at)) {
          case Offboarding.Done(var revoked) -> "done " + new TreeSet<>(revoked);
          case Offboarding.Interrupted interrupted -> interrupted.toString();
        };
      }
    }
  }

  private static String text(GrantOutcome outcome) {
    return switch (outcome) {
      case GrantOutcome.Changed(var events, var seq) ->
        "changed " + events.stream().map(GrantEvent::principal).toList();
      case GrantOutcome.StillAllowed(var change, var through) ->
        text(change.<GrantOutcome>map(it -> it).orElse(new GrantOutcome.Unchanged())) + " still " + through.names();
      case GrantOutcome.Unchanged unchanged -> "unchanged";
      case GrantOutcome other -> other.toString();
    };
  }

  /** Returns {@code count} commands about {@code principals}, the same for each {@code seed}. */
  static List<Command> of(long seed, List<String> principals, int count) {
    var random = new Random(seed + principals.hashCode());
    return IntStream.range(0, count).mapToObj(i -> command(random, principals, Instant.ofEpochSecond(i))).toList();
  }

  private static Command command(Random random, List<String> principals, Instant at) {
    var resource = one(random, Answers.RESOURCES);
    var principal = one(random, principals);
    return switch (random.nextInt(10)) {
      case 0 -> new Command.RevokeAll(principal, at);
      case 1, 2, 3 -> new Command.Revoke(resource, principal, at);
      case 4 -> new Command.Grant(resource, principals, Optional.empty(), at);
      default -> new Command.Grant(resource, List.of(principal),
          Optional.of(at.plusSeconds(1 + random.nextInt(30))).filter(end -> random.nextBoolean()), at);
    };
  }

  private static String one(Random random, List<String> names) {
    return names.get(random.nextInt(names.size()));
  }
}
