package dev.persist.example.acl;

import dev.persist.Commit;
import dev.persist.Json;
import dev.persist.Limits;
import dev.persist.example.acl.domain.GrantEvent;
import dev.persist.example.acl.domain.GrantEvent.Granted;
import dev.persist.example.acl.domain.GrantEvent.Revoked;
import dev.persist.example.acl.domain.Grants;
import dev.persist.example.acl.domain.Resource;
import dev.persist.log.EventTypes;
import dev.persist.view.Projection;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/** How grants are stored. All names in here are storage format. */
public final class StoredGrants {
  /** The events, by the names of their records. */
  public static final EventTypes<GrantEvent> TYPES = EventTypes.of(GrantEvent.class);

  /** The most grants in one commit: each takes an event, a link and a key. */
  public static final int MOST_AT_ONCE = Limits.COMMIT_PARTS / 3;

  /** The start of the name of each resource's stream. */
  static final String STREAMS = "acl/";

  /** The grants of one principal, by resource, folded from the links to the principal's events. */
  public static final Projection<Grants> HELD = new Projection<>(Grants.NONE,
      (grants, event) -> grants.with(resource(event.stream()), TYPES.read(event)));

  private StoredGrants() {}

  /**
   * Returns the stream of {@code resource}.
   *
   * @throws IllegalArgumentException when the resource has a {@link Resource#fault}
   */
  public static String stream(String resource) {
    return STREAMS + new Resource(resource).name();
  }

  /** Returns the resource whose stream is {@code stream}. */
  static String resource(String stream) {
    return stream.substring(STREAMS.length());
  }

  /** Returns the stream of links to the events of {@code principal}. */
  static String streamOf(String principal) {
    return "acl-of/" + principal;
  }

  /**
   * Returns the key that a check reads; it holds the grant. It is a JSON array: with joined names, resource "a/b" of
   * "c" would open resource "a" to "b/c".
   *
   * @throws IllegalArgumentException when it is longer than the name of a key may be
   */
  static String key(String resource, String principal) {
    var key = "acl-can/" + Json.of(List.of(resource, principal));
    var bytes = key.getBytes(StandardCharsets.UTF_8).length;
    if (bytes > Limits.NAME_BYTES) {
      throw new IllegalArgumentException(
          "the key of the resource \"" + resource + "\" and the principal \""
              + principal + "\" has " + bytes + " bytes, the limit is " + Limits.NAME_BYTES
              + " (Limits.NAME_BYTES); give one of them a shorter name");
    }
    return key;
  }

  /** Returns the streams that {@code event} is linked into by the commit that appends it. */
  static Set<String> links(GrantEvent event) {
    return Set.of(streamOf(event.principal()));
  }

  /**
   * Adds {@code events} to {@code commit}, and for each the link of its principal and the change of the key.
   *
   * @throws IllegalArgumentException when {@code resource} cannot be granted, when its name and a principal's make too
   *     long a key, or when there are more than {@link #MOST_AT_ONCE} events
   */
  public static Commit.Builder add(
      Commit.Builder commit, String resource, List<? extends GrantEvent> events, Instant at) {
    keys(commit, resource, events);
    for (var event : events) {
      commit.append(stream(resource), TYPES.write(event, at));
      links(event).forEach(commit::link);
    }
    return commit;
  }

  /**
   * Adds to {@code commit}, which appends {@code events}, the changes of the keys that a check reads.
   *
   * @throws IllegalArgumentException as {@link #add} does
   */
  static Commit.Builder keys(Commit.Builder commit, String resource, List<? extends GrantEvent> events) {
    if (!events.isEmpty() && !new Resource(resource).isGrantable()) {
      throw new IllegalArgumentException("the resource \"" + resource
          + "\" cannot be granted; use a * only as the whole last segment, as in docs/*");
    }
    if (events.size() > MOST_AT_ONCE) {
      throw new IllegalArgumentException(events.size() + " grants on \"" + resource + "\" are too many for one commit; "
          + "give at most " + MOST_AT_ONCE + " at a time");
    }
    for (var event : events) {
      var key = key(resource, event.principal());
      switch (event) {
        case Granted granted -> commit.put(key, Json.of(granted));
        case Revoked revoked -> commit.delete(key);
      }
    }
    return commit;
  }
}
