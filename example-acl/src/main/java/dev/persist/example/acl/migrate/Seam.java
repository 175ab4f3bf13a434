package dev.persist.example.acl.migrate;

import java.util.Set;

/** The interface that the callers of access control call, with the signatures it always had. */
public interface Seam {
  /** Grants {@code principal} access to {@code resource}, and returns whether it had none. */
  boolean grant(String resource, String principal);

  /** Takes access to {@code resource} from {@code principal}, and returns whether it had it. */
  boolean revoke(String resource, String principal);

  /** Returns whether {@code principal} may access {@code resource} now. */
  boolean can(String resource, String principal);

  /** Returns who may access {@code resource}. */
  Set<String> list(String resource);
}
