package dev.persist.example.acl.domain;

/** What can happen to the grants of one resource. The names of the records and of their components are storage format. */
public sealed interface GrantEvent {
  /** From now on {@code principal} may access the resource. */
  record Granted(String principal) implements GrantEvent {}

  /** From now on {@code principal} may not. */
  record Revoked(String principal) implements GrantEvent {}
}
