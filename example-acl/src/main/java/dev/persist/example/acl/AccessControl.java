package dev.persist.example.acl;

import dev.persist.Commit;
import dev.persist.CommitResult;
import dev.persist.Event;
import dev.persist.Json;
import dev.persist.Persist;
import dev.persist.example.acl.GrantEvent.Granted;
import dev.persist.example.acl.GrantEvent.Revoked;
import dev.persist.example.acl.GrantOutcome.Changed;
import dev.persist.example.acl.GrantOutcome.Stale;
import dev.persist.example.acl.GrantOutcome.Unchanged;
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
  private static final Projection<Grants> GRANTS = Projection.of(GrantEvent.TYPES, Grants.NONE, Grants::evolve);

  private final Persist store;
  private final OptionalLong required;

  /** Creates the access control over {@code store}, which the caller closes. */
  public AccessControl(Persist store) {
    this(store, OptionalLong.empty());
  }

  private AccessControl(Persist store, OptionalLong required) {
    this.store = store;
    this.required = required;
  }

  /** Returns this access control for a caller who has seen {@code seq} of a resource: any other seq is stale. */
  public AccessControl ifAt(OptionalLong seq) {
    return new AccessControl(store, seq);
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
    return GRANTS.project(store.log(), stream(resource));
  }

  /** Returns what happened to the grants of {@code resource} from {@code from} to {@code to}, both included. */
  public Stream<Event> audit(String resource, Instant from, Instant to) {
    return store.log()
        .read(stream(resource))
        .filter(event -> !event.at().isBefore(from) && !event.at().isAfter(to));
  }

  private GrantOutcome change(String resource, Instant at, Function<Grants, Optional<GrantEvent>> decide) {
    var seen = grants(resource);
    while (true) {
      if (required.isPresent() && required.getAsLong() != seen.seq()) {
        return new Stale(required.getAsLong(), seen.seq());
      }
      var decided = decide.apply(seen.value());
      if (decided.isEmpty()) {
        return new Unchanged();
      }
      switch (store.commit(commit(resource, seen.seq(), decided.get(), at))) {
        case CommitResult.Committed(var events) -> {
          return new Changed(events.getFirst());
        }
        case CommitResult overtaken -> seen = GRANTS.resume(store.log(), stream(resource), seen);
      }
    }
  }

  private static Commit commit(String resource, long seen, GrantEvent event, Instant at) {
    var stream = stream(resource);
    var commit = Commit.builder().streamAt(stream, seen).append(stream, GrantEvent.TYPES.write(event, at));
    return switch (event) {
      case Granted(var principal) -> commit.put(key(resource, principal), Json.of(at)).build();
      case Revoked(var principal) -> commit.delete(key(resource, principal)).build();
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
