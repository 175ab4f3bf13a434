package dev.persist.example.acl;

import dev.persist.example.acl.RandomCommands.Command;
import java.time.Instant;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Access control as a plain list of what happened: slow, and plainly right.
 *
 * @param entries oldest first
 */
record Model(List<Entry> entries) implements Answers {
  static final Model EMPTY = new Model(List.of());

  /** What happened, and until when it gives access: never, for a revocation. */
  record Entry(Fact fact, Instant until) {
    boolean isOf(String resource, String principal) {
      return fact.resource().equals(resource) && fact.principal().equals(principal);
    }
  }

  Model after(Command command) {
    return with(happens(command));
  }

  private Model with(List<Entry> more) {
    return new Model(Stream.concat(entries.stream(), more.stream()).toList());
  }

  /** What there may be after a command that was cut off: offboarding takes resource after resource. */
  List<Model> cutOff(Command command) {
    var all = happens(command);
    return command instanceof Command.RevokeAll
        ? IntStream.rangeClosed(0, all.size()).mapToObj(i -> with(all.subList(0, i))).toList()
        : List.of(this, with(all));
  }

  private List<Entry> happens(Command command) {
    return switch (command) {
      case Command.Grant(var resource, var principals, var until, var at) -> principals.stream()
          .filter(each -> end(resource, each).isBefore(until.orElse(Instant.MAX)))
          .map(each -> entry(resource, each, "granted", at, until.orElse(Instant.MAX)))
          .toList();
      case Command.Revoke(var resource, var principal, var at) -> revoked(List.of(resource), principal, at);
      case Command.RevokeAll(var principal, var at) -> revoked(RESOURCES, principal, at);
    };
  }

  private List<Entry> revoked(List<String> resources, String principal, Instant at) {
    return resources.stream()
        .filter(each -> end(each, principal).isAfter(Instant.MIN))
        .map(each -> entry(each, principal, "revoked", at, Instant.MIN))
        .toList();
  }

  private static Entry entry(String resource, String principal, String type, Instant at, Instant until) {
    return new Entry(new Fact(resource, principal, type, at), until);
  }

  /** Until when the last that happened gives access. */
  private Instant end(String resource, String principal) {
    return entries.stream()
        .filter(each -> each.isOf(resource, principal))
        .reduce((before, last) -> last)
        .map(Entry::until)
        .orElse(Instant.MIN);
  }

  /** What the command comes to. */
  String says(Command command) {
    var happens = happens(command);
    var changed = happens.isEmpty()
        ? "unchanged"
        : "changed " + happens.stream().map(it -> it.fact.principal()).toList();
    return switch (command) {
      case Command.Grant grant -> changed;
      case Command.Revoke(var resource, var principal, var at) -> {
        var still = RESOURCES.stream()
            .filter(each -> covers(each, resource) || covers(resource, each))
            .filter(each -> after(command).end(each, principal).isAfter(at))
            .toList();
        yield still.isEmpty() ? changed : changed + " still " + still;
      }
      case Command.RevokeAll all -> "done " + happens.stream().map(it -> it.fact.resource()).toList();
    };
  }

  private static boolean covers(String wildcard, String resource) {
    return resource.equals(wildcard) || wildcard.equals("*")
        || (wildcard.endsWith("/*") && resource.startsWith(wildcard.substring(0, wildcard.length() - 1)));
  }

  private Model at(Instant at) {
    return new Model(entries.stream().filter(each -> !each.fact.at().isAfter(at)).toList());
  }

  @Override
  public List<Fact> audit(String resource) {
    return entries.stream().map(Entry::fact).filter(each -> each.resource().equals(resource)).toList();
  }

  @Override
  public boolean can(String resource, String principal, Instant at) {
    return !why(resource, principal, at).isEmpty();
  }

  @Override
  public List<String> why(String resource, String principal, Instant at) {
    return RESOURCES.stream()
        .filter(each -> covers(each, resource) && end(each, principal).isAfter(at))
        .toList();
  }

  @Override
  public SortedMap<String, List<String>> whoCould(String resource, Instant at) {
    var who = new TreeMap<String, List<String>>();
    PRINCIPALS.forEach(each -> who.put(each, at(at).why(resource, each, at)));
    who.values().removeIf(List::isEmpty);
    return who;
  }

  @Override
  public List<String> whatCould(String principal, Instant at) {
    return RESOURCES.stream().filter(each -> at(at).end(each, principal).isAfter(at)).toList();
  }
}
