package dev.persist.example.acl.before;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/** Keeps in a map who may access what. Each change replaces a set by a copy, so no reader sees a half-changed set. */
public final class AccessControl {
  /** Tells people about their access. */
  public interface Mail {
    /** Sends {@code text} to {@code principal}, or throws. */
    void send(String principal, String text);
  }

  private final Map<String, Set<String>> granted = new ConcurrentHashMap<>();
  private final Mail mail;

  /** Creates an access control in which nobody may access anything. */
  public AccessControl(Mail mail) {
    this(mail, Map.of());
  }

  /** Creates an access control with what {@code dump} holds. */
  public AccessControl(Mail mail, Map<String, Set<String>> dump) {
    this.mail = mail;
    granted.putAll(dump);
  }

  /** Returns all of the state: who may access what, by resource. It has no resource that nobody may access. */
  public Map<String, Set<String>> dump() {
    var dump = new TreeMap<String, Set<String>>(granted);
    dump.values().removeIf(Set::isEmpty);
    return dump;
  }

  /** Grants {@code principal} access to {@code resource}, and returns whether it had none. */
  public boolean grant(String resource, String principal) {
    var principals = new TreeSet<>(list(resource));
    if (!principals.add(principal)) {
      return false;
    }
    mail.send(principal, "You may now access " + resource); // first, so that nothing changes when it fails
    granted.put(resource, principals);
    return true;
  }

  /** Takes access to {@code resource} from {@code principal}, and returns whether it had it. */
  public boolean revoke(String resource, String principal) {
    var principals = new TreeSet<>(list(resource));
    if (!principals.remove(principal)) {
      return false;
    }
    mail.send(principal, "You may no longer access " + resource);
    granted.put(resource, principals);
    return true;
  }

  /** Returns whether {@code principal} may access {@code resource} now. */
  public boolean can(String resource, String principal) {
    return list(resource).contains(principal);
  }

  /** Returns who may access {@code resource}, in name order. */
  public Set<String> list(String resource) {
    return granted.getOrDefault(resource, Set.of());
  }
}
