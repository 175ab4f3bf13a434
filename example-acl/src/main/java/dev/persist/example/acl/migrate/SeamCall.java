package dev.persist.example.acl.migrate;

import dev.persist.log.EventTypes;
import java.util.Set;

/** A call on the seam as a value: it can be made on either version, recorded and made again. */
public sealed interface SeamCall {
  /** How calls are recorded. The names of the records and of their components are storage format. */
  EventTypes<SeamCall> TYPES = EventTypes.of(SeamCall.class);

  /** Makes this call on {@code seam}, and returns the answer. */
  Object on(Seam seam);

  /** {@link Seam#grant}. */
  record Grant(String resource, String principal) implements SeamCall {
    @Override
    public Boolean on(Seam seam) {
      return seam.grant(resource, principal);
    }
  }

  /** {@link Seam#revoke}. */
  record Revoke(String resource, String principal) implements SeamCall {
    @Override
    public Boolean on(Seam seam) {
      return seam.revoke(resource, principal);
    }
  }

  /** {@link Seam#can}. */
  record Can(String resource, String principal) implements SeamCall {
    @Override
    public Boolean on(Seam seam) {
      return seam.can(resource, principal);
    }
  }

  /** {@link Seam#list}. */
  record ListOf(String resource) implements SeamCall {
    @Override
    public Set<String> on(Seam seam) {
      return seam.list(resource);
    }
  }
}
