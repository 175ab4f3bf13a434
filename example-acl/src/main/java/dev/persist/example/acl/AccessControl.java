package dev.persist.example.acl;

import dev.persist.Commit;
import dev.persist.Event;
import dev.persist.Json;
import dev.persist.Persist;
import dev.persist.decide.Decided;
import dev.persist.decide.Decider;
import dev.persist.decide.Verdict;
import dev.persist.example.acl.domain.GrantEvent;
import dev.persist.example.acl.domain.GrantEvent.Granted;
import dev.persist.example.acl.domain.GrantEvent.Revoked;
import dev.persist.example.acl.domain.GrantOutcome;
import dev.persist.example.acl.domain.GrantOutcome.Busy;
import dev.persist.example.acl.domain.GrantOutcome.Changed;
import dev.persist.example.acl.domain.GrantOutcome.Stale;
import dev.persist.example.acl.domain.GrantOutcome.Unchanged;
import dev.persist.example.acl.domain.Grants;
import dev.persist.log.EventTypes;
import dev.persist.view.Projection;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Who may access what, on persist. The one class of this example that touches the store.
 *
 * <p>A resource's grants and revocations are its stream, the history. A check reads one key, written by the same commit
 * as the event, so it costs the same however long the history is and is never behind it. Safe for use by any thread.
 */
public final class AccessControl {
  /** How what happens is stored. */
  public static final EventTypes<GrantEvent> TYPES = EventTypes.of(GrantEvent.class);

  private final Persist store;
  private final Decider<Grants, GrantEvent> decider;
  private final OptionalLong required;

  /** Creates the access control over {@code store}, which the caller closes. */
  public AccessControl(Persist store) {
    this(store, new Decider<>(store, TYPES, Grants.NONE, Grants::evolve), OptionalLong.empty());
  }

  private AccessControl(Persist store, Decider<Grants, GrantEvent> decider, OptionalLong required) {
    this.store = store;
    this.decider = decider;
    this.required = required;
  }

  /** Returns this access control for a caller who has seen {@code seq} of a resource: any other seq is stale. */
  public AccessControl ifAt(OptionalLong seq) {
    return new AccessControl(store, decider, seq);
  }

  /** Grants {@code principal} access to {@code resource}. */
  public GrantOutcome grant(String resource, String principal, Instant at) {
    return change(resource, at, grants -> grants.grant(principal));
  }

  /** Takes access to {@code resource} from {@code principal}. */
  public GrantOutcome revoke(String resource, String principal, Instant at) {
    return change(resource, at, grants -> grants.revoke(principal));
  }

  /** Returns whether {@code principal} may access {@code resource} now. */
  public boolean can(String resource, String principal) {
    return store.kv().has(key(resource, principal));
  }

  /** Returns who may access {@code resource}, and the seq that says so. */
  public Projection.State<Grants> grants(String resource) {
    return decider.state(stream(resource));
  }

  /**
   * Returns who could access {@code resource} at {@code at}: what the changes of that time or earlier made of it, in the
   * order they were written. Costs a pass over the stream, archived events included.
   *
   * @throws IllegalStateException when some of its events are gone, since the answer could be wrong
   */
  public Grants grantsAt(String resource, Instant at) {
    var fold = decider.projection();
    return new Projection<>(fold.seed(), (grants, event) -> event.at().isAfter(at)
        ? grants
        : fold.step().apply(grants, event)).fold(store.log(), stream(resource));
  }

  /** Returns what happened to the grants of {@code resource} from seq {@code from} on, oldest first. */
  public Stream<Event> history(String resource, long from) {
    return store.log().readFrom(stream(resource), from);
  }

  /** Returns what happened to the grants of {@code resource} from {@code from} to {@code to}, both included. */
  public Stream<Event> audit(String resource, Instant from, Instant to) {
    return history(resource, 1).filter(event -> !event.at().isBefore(from) && !event.at().isAfter(to));
  }

  private GrantOutcome change(String resource, Instant at, Function<Grants, Optional<GrantEvent>> decide) {
    var decided = decider.on(stream(resource))
        .ifAt(required)
        .decide(at, grants -> decide.apply(grants)
            .map(event -> Verdict.<GrantEvent, Optional<GrantEvent>>of(Optional.of(event), event)
                .also(commit -> current(commit, resource, event, at)))
            .orElse(Verdict.of(Optional.empty())));
    return switch (decided) {
      case Decided.Now(var event, var events, var after) ->
        event.<GrantOutcome>map(it -> new Changed(it, after.seq())).orElse(new Unchanged());
      case Decided.Stale(var expected, var actual) -> new Stale(expected, actual);
      case Decided.Contended(var attempts) -> new Busy();
      case Decided.Before(var events) -> throw new IllegalStateException("grants have no ids, yet one was known");
      case Decided.IdReused(var key) -> throw new IllegalStateException("grants have no ids, yet one was " + key);
    };
  }

  /** The key that a check reads. */
  private static Commit.Builder current(Commit.Builder commit, String resource, GrantEvent event, Instant at) {
    return switch (event) {
      case Granted(var principal) -> commit.put(key(resource, principal), Json.of(at));
      case Revoked(var principal) -> commit.delete(key(resource, principal));
    };
  }

  private static String stream(String resource) {
    return "acl/" + resource;
  }

  /** A JSON array, since joined names would let resource "a/b" of "c" open resource "a" to "b/c". */
  private static String key(String resource, String principal) {
    return "acl-can/" + Json.of(List.of(resource, principal));
  }
}
