package dev.persist.example.acl;

import dev.persist.Event;
import dev.persist.NewEvent;
import dev.persist.example.acl.GrantEvent.Granted;
import dev.persist.example.acl.GrantEvent.Revoked;
import java.time.Instant;

/** How grant events are stored. The type names and field names are storage format: they never change. */
final class GrantCodec {
  private static final String GRANTED = "granted";
  private static final String REVOKED = "revoked";

  private GrantCodec() {}

  static NewEvent write(GrantEvent event, Instant at) {
    return switch (event) {
      case Granted granted -> NewEvent.of(GRANTED, at, granted);
      case Revoked revoked -> NewEvent.of(REVOKED, at, revoked);
    };
  }

  static GrantEvent read(Event stored) {
    return switch (stored.type()) {
      case GRANTED -> stored.data().as(Granted.class);
      case REVOKED -> stored.data().as(Revoked.class);
      default -> throw new IllegalStateException("no grant event: " + stored);
    };
  }
}
