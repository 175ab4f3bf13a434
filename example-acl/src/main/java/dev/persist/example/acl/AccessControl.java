package dev.persist.example.acl;

import dev.persist.Event;
import dev.persist.Persist;
import dev.persist.StoreException;
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
import dev.persist.example.acl.domain.GrantOutcome.StillAllowed;
import dev.persist.example.acl.domain.GrantOutcome.Unchanged;
import dev.persist.example.acl.domain.Grants;
import dev.persist.example.acl.domain.Offboarding;
import dev.persist.example.acl.domain.Resource;
import dev.persist.view.Projection;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Says who may access what, on persist. Of this example, only this class touches the store.
 *
 * <p>The grants and revocations of a resource are its stream, its history. The commit that appends one links it into
 * the stream of its principal, and sets or removes the key that a check reads. So a check costs the same however long
 * the history is, and is never behind it. Safe for use by any thread.
 *
 * <p>Each method that takes a resource throws {@link IllegalArgumentException} when the resource has a {@link
 * Resource#fault}, or when the key of resource and principal is too long; nothing was written.
 */
public final class AccessControl {
  private final Persist store;
  private final Decider<Grants, GrantEvent> decider;
  private final OptionalLong required;

  /** Creates the access control over {@code store}, which the caller closes. */
  public AccessControl(Persist store) {
    this(store, new Decider<>(store, StoredGrants.TYPES, Grants.NONE, Grants::evolve)
        .linking(StoredGrants::links), OptionalLong.empty());
  }

  private AccessControl(Persist store, Decider<Grants, GrantEvent> decider, OptionalLong required) {
    this.store = store;
    this.decider = decider;
    this.required = required;
  }

  /** Returns this access control for a caller that has seen {@code seq} of a resource: any other seq is stale. */
  public AccessControl ifAt(OptionalLong seq) {
    return new AccessControl(store, decider, seq);
  }

  /** Grants access to {@code resource}, or to every resource below it when it is a wildcard; see {@link Resource}. */
  public GrantOutcome grant(String resource, Granted asked, Instant at) {
    return grant(resource, List.of(asked), at);
  }

  /**
   * Grants all of {@code asked} in one commit: either all of them take effect, or none does.
   *
   * @throws IllegalArgumentException when {@code resource} cannot be granted, when one of the grants has ended, or when
   *     there are more than {@link StoredGrants#MOST_AT_ONCE}; nothing was written
   */
  public GrantOutcome grant(String resource, Collection<Granted> asked, Instant at) {
    return change(resource, at, grants -> grants.grant(asked, at));
  }

  /**
   * Takes away what was granted at {@code resource} itself. Another grant may still give access to the resource or,
   * when it is a wildcard, to a part of what is below it. Then the outcome is {@link StillAllowed}.
   */
  public GrantOutcome revoke(String resource, Revoked asked, Instant at) {
    var outcome = change(resource, at, grants -> grants.revoke(asked));
    return switch (outcome) {
      case Changed changed -> told(changed, Optional.of(changed), resource, asked.principal(), at);
      case Unchanged unchanged -> told(unchanged, Optional.empty(), resource, asked.principal(), at);
      case GrantOutcome other -> other;
    };
  }

  private GrantOutcome told(
      GrantOutcome outcome, Optional<Changed> change, String resource, String principal, Instant at) {
    var asked = new Resource(resource);
    var through = asked.isWildcard()
        ? held(principal).where((name, grant) -> grant.holdsAt(at) && asked.overlaps(name))
        : why(resource, principal, at);
    return through.equals(Grants.NONE) ? outcome : new StillAllowed(change, through);
  }

  /**
   * Takes away all that was granted to the principal, whatever seqs the caller has seen. Each resource has a commit of
   * its own. When this is cut off, also by a crash, a second call goes on with what is left.
   */
  public Offboarding revokeAll(Revoked asked, Instant at) {
    return revokeAll(asked, at, resource -> OptionalLong.empty());
  }

  /**
   * As {@link #revokeAll(Revoked, Instant)}, for a caller that checks each resource first. {@code seqs} gives the seq
   * that the caller has checked, and a resource that is at another seq by then is left; empty stands for any seq. What
   * {@code seqs} throws ends the call, and the resources before stay revoked.
   */
  public Offboarding revokeAll(Revoked asked, Instant at, Function<String, OptionalLong> seqs) {
    var left = new TreeSet<>(held(asked.principal()).names());
    var revoked = new TreeSet<String>();
    try {
      for (var resource : List.copyOf(left)) {
        if (ifAt(seqs.apply(resource)).change(resource, at, grants -> grants.revoke(asked)) instanceof Changed) {
          revoked.add(resource);
        }
        left.remove(resource);
      }
      left.addAll(held(asked.principal()).names());
      return left.isEmpty()
          ? new Offboarding.Done(revoked)
          : new Offboarding.Interrupted(revoked, left,
              "other callers changed these resources in every attempt; run it again");
    } catch (StoreException e) {
      return new Offboarding.Interrupted(revoked, left, e.toString());
    }
  }

  /**
   * Returns whether {@code principal} may access {@code resource} by the current grants, when the time is {@code at}.
   * Reads the key of the resource, then the key of each wildcard above it, until one gives access.
   */
  public boolean can(String resource, String principal, Instant at) {
    return new Resource(resource).givenBy().stream().anyMatch(name -> given(name, principal, at).isPresent());
  }

  /** Returns the grants by which {@code principal} may access {@code resource}, by resource; reads as a check. */
  public Grants why(String resource, String principal, Instant at) {
    var grants = new TreeMap<String, Granted>();
    new Resource(resource).givenBy()
        .forEach(name -> given(name, principal, at).ifPresent(grant -> grants.put(name, grant)));
    return new Grants(grants);
  }

  private Optional<Granted> given(String resource, String principal, Instant at) {
    return store.kv()
        .get(StoredGrants.key(resource, principal))
        .map(it -> it.as(Granted.class))
        .filter(it -> it.holdsAt(at));
  }

  /** Returns the resources at which something was ever granted, in name order. */
  public Stream<String> resources() {
    return store.catalog()
        .streams(StoredGrants.STREAMS)
        .takeWhile(stream -> stream.startsWith(StoredGrants.STREAMS))
        .map(StoredGrants::resource);
  }

  /** Returns what is granted at {@code resource} itself, with grants that have ended, and the seq of that state. */
  public Projection.State<Grants> grants(String resource) {
    return decider.state(StoredGrants.stream(resource));
  }

  /**
   * Returns who could access {@code resource} as of {@code at}, and through which grants. Costs a pass over its stream
   * and over the streams of the wildcards above it.
   *
   * @throws IllegalStateException when some of their events are gone, since the answer could be wrong
   */
  public SortedMap<String, Grants> whoCould(String resource, Instant at) {
    var who = new TreeMap<String, Grants>();
    for (var name : new Resource(resource).givenBy()) {
      decider.asOf(StoredGrants.stream(name), at)
          .value()
          .at(at)
          .byName()
          .forEach((principal, grant) -> who.put(principal,
              who.getOrDefault(principal, Grants.NONE).with(name, grant)));
    }
    return who;
  }

  /**
   * Returns what {@code principal} could access at {@code at}, by resource, with wildcards as they were granted. Costs
   * a pass over the events of the principal.
   *
   * @throws IllegalStateException when some of these events are gone, since the answer could be wrong
   */
  public Grants whatCould(String principal, Instant at) {
    return StoredGrants.HELD.asOf(store.log(), StoredGrants.streamOf(principal), at).value().at(at);
  }

  private Grants held(String principal) {
    return StoredGrants.HELD.fold(store.log(), StoredGrants.streamOf(principal));
  }

  /** Returns the events of the grants of {@code resource} from seq {@code from} on, oldest first. */
  public Stream<Event> history(String resource, long from) {
    return store.log().readFrom(StoredGrants.stream(resource), from);
  }

  /** Returns the events of the grants of {@code resource} from {@code from} to {@code to}, both included. */
  public Stream<Event> audit(String resource, Instant from, Instant to) {
    return history(resource, 1).filter(event -> !event.at().isBefore(from) && !event.at().isAfter(to));
  }

  private GrantOutcome change(
      String resource, Instant at, Function<Grants, Verdict<GrantEvent, List<GrantEvent>>> decide) {
    var decided = decider.on(StoredGrants.stream(resource)).ifAt(required).decide(at, grants -> {
      var verdict = decide.apply(grants);
      return verdict.also(commit -> StoredGrants.keys(commit, resource, verdict.events()));
    });
    return switch (decided) {
      case Decided.Now(var events, var stored, var after) ->
        events.isEmpty() ? new Unchanged() : new Changed(events, after.seq());
      case Decided.Stale(var expected, var actual) -> new Stale(expected, actual);
      case Decided.Contended(var attempts) -> new Busy();
    };
  }
}
