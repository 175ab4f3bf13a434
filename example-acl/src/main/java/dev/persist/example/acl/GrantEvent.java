package dev.persist.example.acl;

/** What can happen to the grants of one resource. */
public sealed interface GrantEvent {
  /** From now on {@code principal} may access the resource. */
  record Granted(String principal) implements GrantEvent {}

  /** From now on {@code principal} may not. */
  record Revoked(String principal) implements GrantEvent {}
}
