package dev.persist.app.signin;

import dev.persist.app.web.Permission;
import dev.persist.app.web.Refusal;
import dev.persist.example.acl.AccessControl;
import jakarta.inject.Inject;
import java.util.OptionalLong;

/**
 * Keeps one admin: a user with an account and a grant on {@code app:admin} that has no end. A grant on {@code *} makes an admin, too,
 * but is in another stream. So it does not count here: two revocations at once, one in each stream, would leave nobody. Thread-safe.
 */
public final class Admins {
  private static final String ADMIN = Permission.ADMIN.resource();
  private static final String EVERYTHING = "*";

  private final AccessControl acl;
  private final Accounts accounts;

  @Inject
  Admins(AccessControl acl, Accounts accounts) {
    this.acl = acl;
    this.accounts = accounts;
  }

  /**
   * Requires that an admin stays when {@code principal} loses the grant on {@code resource}.
   *
   * @return the seq of the resource at which that is so; empty when it is so at any seq
   * @throws Refusal 409, when nobody else would be an admin
   */
  public OptionalLong requireOneWithout(String resource, String principal) {
    if (!resource.equals(ADMIN) && !resource.equals(EVERYTHING)) {
      return OptionalLong.empty();
    }
    var seen = acl.grants(ADMIN);
    boolean revokes = acl.grants(resource).value().names().contains(principal);
    boolean one = seen.value()
        .byName()
        .entrySet()
        .stream()
        .filter(it -> it.getValue().until().isEmpty() && accounts.exists(it.getKey()))
        .anyMatch(it -> !resource.equals(ADMIN) || !it.getKey().equals(principal));
    if (revokes && !one) {
      throw Refusal.conflict(
          "without this grant of " + principal + " nobody would be an admin; first grant " + ADMIN
              + " to another user who has an account, without an end",
          "another admin", "none");
    }
    return resource.equals(ADMIN) ? OptionalLong.of(seen.seq()) : OptionalLong.empty();
  }

  /**
   * Requires that an admin stays when {@code principal} loses all grants.
   *
   * @throws Refusal 409, when nobody else would be an admin
   */
  public void requireOneWithout(String principal) {
    requireOneWithout(EVERYTHING, principal);
    requireOneWithout(ADMIN, principal);
  }
}
