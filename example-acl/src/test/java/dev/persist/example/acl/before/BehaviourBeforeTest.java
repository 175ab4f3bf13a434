package dev.persist.example.acl.before;

import dev.persist.example.acl.Behaviour;
import java.util.Set;

class BehaviourBeforeTest extends Behaviour {
  private final AccessControl acl = new AccessControl(
      (principal, text) -> {});

  @Override
  protected boolean grant(String resource, String principal) {
    return acl.grant(resource, principal);
  }

  @Override
  protected boolean revoke(String resource, String principal) {
    return acl.revoke(resource, principal);
  }

  @Override
  protected boolean can(String resource, String principal) {
    return acl.can(resource, principal);
  }

  @Override
  protected Set<String> list(String resource) {
    return acl.list(resource);
  }
}
