package dev.persist.app.tour;

import dev.persist.Persist;
import dev.persist.app.demo.Table;
import dev.persist.example.acl.AccessControl;
import dev.persist.example.acl.migrate.BothSeam;
import dev.persist.example.acl.migrate.Dumps;
import dev.persist.example.acl.migrate.NewSeam;
import dev.persist.example.acl.migrate.OldSeam;
import dev.persist.example.acl.migrate.Openings;
import dev.persist.example.acl.migrate.Seam;
import dev.persist.example.acl.migrate.SeamCall;
import dev.persist.example.acl.migrate.SeamCall.Can;
import dev.persist.example.acl.migrate.SeamCall.Grant;
import dev.persist.example.acl.migrate.SeamCall.ListOf;
import dev.persist.example.acl.migrate.SeamCall.Revoke;
import dev.persist.log.EventTypes;
import dev.persist.migrate.DualRun;
import dev.persist.migrate.Genesis;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** The tour of access control. */
final class AclExample implements Example<Seam, SeamCall, Map<String, Set<String>>> {
  private static final String PANEL = "talks/panel";
  private static final String BUDGET = "budget/2027";

  /** The fault: it answers as if it took access away, and does not. */
  record Faulty(Seam now) implements Seam {
    @Override
    public boolean revoke(String resource, String principal) {
      return now.can(resource, principal);
    }

    @Override
    public boolean grant(String resource, String principal) {
      return now.grant(resource, principal);
    }

    @Override
    public boolean can(String resource, String principal) {
      return now.can(resource, principal);
    }

    @Override
    public Set<String> list(String resource) {
      return now.list(resource);
    }
  }

  @Override
  public About about() {
    return About
        .of("acl", "AccessControl", "It keeps who may access what.",
            "It answers as if it took access away, and does not.")
        .with(List.of("grant", "revoke", "can"), "Resource", List.of(PANEL, BUDGET, "venue/keys"), true);
  }

  @Override
  public Map<String, Set<String>> nothing() {
    return Map.of();
  }

  @Override
  public Old<Seam, Map<String, Set<String>>> old(Map<String, Set<String>> dump) {
    var old = OldSeam.of(dump);
    return new Old<>(old, old.acl()::dump);
  }

  @Override
  public Seam now(Persist store, InstantSource clock) {
    return new NewSeam(new AccessControl(store), clock);
  }

  @Override
  public Seam faulty(Seam now) {
    return new Faulty(now);
  }

  @Override
  public Seam both(DualRun<Seam, SeamCall> both, Consumer<String> outside) {
    return new BothSeam(both, (principal, text) -> outside.accept("mail to " + principal + ": " + text));
  }

  @Override
  public Stream<Genesis.Opening> openings(Map<String, Set<String>> dump, Instant at) {
    return Openings.of(dump, at);
  }

  @Override
  public Map<String, Set<String>> back(Persist store, Instant at, Stream<SeamCall> calls) {
    return Dumps.of(new AccessControl(store), at);
  }

  @Override
  public EventTypes<SeamCall> calls() {
    return SeamCall.TYPES;
  }

  @Override
  public Object on(SeamCall call, Seam seam) {
    return call.on(seam);
  }

  @Override
  public Stream<SeamCall> queries(Map<String, Set<String>> dump) {
    var people = dump.values().stream().flatMap(Set::stream).distinct().sorted().toList();
    return dump.keySet()
        .stream()
        .flatMap(resource -> Stream.concat(Stream.of(new ListOf(resource)),
            people.stream().map(person -> new Can(resource, person))));
  }

  @Override
  public List<SeamCall> made() {
    return List.of(new Grant(PANEL, "bob"), new Grant(PANEL, "carol"), new Grant(PANEL, "dave"),
        new Grant(BUDGET, "carol"), new Grant("venue/keys", "frank"), new Revoke(PANEL, "dave"));
  }

  @Override
  public List<SeamCall> round(int number) {
    var guest = "guest-" + number;
    return List.of(new Grant(PANEL, guest), new Grant(BUDGET, guest), new Revoke(BUDGET, guest),
        new Can(BUDGET, guest));
  }

  @Override
  public SeamCall call(String what, String thing, String person) {
    return switch (what) {
      case "grant" -> new Grant(thing, person);
      case "revoke" -> new Revoke(thing, person);
      default -> new Can(thing, person);
    };
  }

  @Override
  public Table table(Map<String, Set<String>> dump) {
    return new Table(List.of("Resource", "Who may access it"), dump.entrySet()
        .stream()
        .map(each -> List.of(each.getKey(), String.join(", ", each.getValue())))
        .toList());
  }
}
