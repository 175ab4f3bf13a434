package dev.persist.app.api;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import dev.persist.Event;
import dev.persist.app.web.Bodies;
import dev.persist.app.web.InvalidField;
import dev.persist.example.acl.StoredGrants;
import dev.persist.example.acl.domain.GrantEvent.Granted;
import dev.persist.example.acl.domain.Grants;
import io.javalin.http.Context;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import tools.jackson.databind.JsonNode;

/** Access rights as JSON. */
final class AclBodies {
  /** The reason of a change that a caller gives none for. */
  static final String WHY = "asked for over HTTP";

  private AclBodies() {}

  /** The body of a request to grant something: a grant, or a list of them. */
  sealed interface Asked {
    /** Reads the body: a list when it has a field of that name. */
    static Asked of(Context ctx) {
      return Bodies.read(ctx, JsonNode.class).has("grants")
          ? Bodies.read(ctx, NewGrants.class)
          : Bodies.read(ctx, NewGrant.class);
    }

    /** Returns what is asked for, decided by {@code by}. Refuses a grant that has ended at {@code now}. */
    List<Granted> granted(String by, Instant now);

    /** Returns the answer when {@code events} were written for it. */
    Object answer(List<Event> events);
  }

  record NewGrant(
      String principal,
      @JsonSetter(nulls = Nulls.SET) Optional<Instant> until,
      @JsonSetter(nulls = Nulls.SET) Optional<String> why) implements Asked {
    NewGrant {
      Rules.name("principal", principal);
      why.ifPresent(text -> Rules.text("why", text));
    }

    @Override
    public List<Granted> granted(String by, Instant now) {
      return List.of(granted("until", by, now));
    }

    private Granted granted(String field, String by, Instant now) {
      until.ifPresent(end -> Rules.end(field, end, now));
      return new Granted(principal, by, why.orElse(WHY), until);
    }

    @Override
    public Object answer(List<Event> events) {
      return events.isEmpty() ? new Already("already", principal) : events.getFirst();
    }
  }

  record NewGrants(List<NewGrant> grants) implements Asked {
    NewGrants {
      InvalidField.unless(!grants.isEmpty() && grants.size() <= StoredGrants.MOST_AT_ONCE, "grants",
          "must be 1 to " + StoredGrants.MOST_AT_ONCE + " grants");
    }

    @Override
    public List<Granted> granted(String by, Instant now) {
      return IntStream.range(0, grants.size())
          .mapToObj(i -> grants.get(i).granted("grants[" + i + "].until", by, now))
          .toList();
    }

    @Override
    public Object answer(List<Event> events) {
      return new Written(events);
    }
  }

  record Already(String status, String principal) {}

  record Written(List<Event> events) {}

  record Current(String resource, Collection<String> principals, long seq) {}

  /** A grant, and what it was granted on. */
  record Grant(String resource, String by, String why, Optional<Instant> until) {
    /** Returns the grants of one principal, by resource. */
    static List<Grant> of(Grants grants) {
      return grants.byName()
          .entrySet()
          .stream()
          .map(each -> new Grant(each.getKey(), each.getValue().by(), each.getValue().why(), each.getValue().until()))
          .toList();
    }
  }

  record Holder(String principal, List<Grant> through) {}

  record Holders(String resource, List<Holder> holders) {}

  record Why(String resource, String principal, List<Grant> through) {}

  record Access(String principal, List<Grant> grants) {}

  record Offboarded(String principal, Collection<String> revoked) {}
}
