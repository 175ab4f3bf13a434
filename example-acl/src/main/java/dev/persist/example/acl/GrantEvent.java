package dev.persist.example.acl;

import dev.persist.log.EventTypes;

/** What can happen to the grants of one resource. */
public sealed interface GrantEvent {
  /** How these are stored. The names of the records and of their components are storage format: they never change. */
  EventTypes<GrantEvent> TYPES = EventTypes.of(GrantEvent.class);

  /** From now on {@code principal} may access the resource. */
  record Granted(String principal) implements GrantEvent {}

  /** From now on {@code principal} may not. */
  record Revoked(String principal) implements GrantEvent {}
}
