package dev.persist.example.acl;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;

/** What access control does, by hand or on persist. */
public abstract class Behaviour {
  /** Grants access, and returns whether that changed anything. */
  protected abstract boolean grant(String resource, String principal);

  /** Takes access away, and returns whether that changed anything. */
  protected abstract boolean revoke(String resource, String principal);

  protected abstract boolean can(String resource, String principal);

  protected abstract Set<String> list(String resource);

  @Test
  void a_grant_opens_one_resource_to_one_principal() {
    grant("doc-1", "alice");
    assertThat(can("doc-1", "alice")).isTrue();
    assertThat(can("doc-1", "bob")).isFalse();
    assertThat(can("doc-2", "alice")).isFalse();
  }

  @Test
  void a_revocation_ends_access_and_a_new_grant_begins_it_again() {
    grant("doc-1", "alice");
    revoke("doc-1", "alice");
    assertThat(can("doc-1", "alice")).isFalse();
    grant("doc-1", "alice");
    assertThat(can("doc-1", "alice")).isTrue();
  }

  @Test
  void a_revocation_leaves_others_their_access() {
    grant("doc-1", "alice");
    grant("doc-1", "bob");
    grant("doc-2", "alice");
    revoke("doc-1", "alice");
    assertThat(can("doc-1", "bob")).isTrue();
    assertThat(can("doc-2", "alice")).isTrue();
  }

  @Test
  void granting_twice_changes_once() {
    assertThat(grant("doc-1", "alice")).isTrue();
    assertThat(grant("doc-1", "alice")).isFalse();
    assertThat(list("doc-1")).containsExactly("alice");
  }

  @Test
  void revoking_what_was_not_granted_changes_nothing() {
    grant("doc-1", "alice");
    assertThat(revoke("doc-1", "bob")).isFalse();
    assertThat(revoke("doc-2", "alice")).isFalse();
    assertThat(list("doc-1")).containsExactly("alice");
  }

  @Test
  void those_with_access_are_listed_in_name_order() {
    grant("doc-1", "carol");
    grant("doc-1", "alice");
    grant("doc-1", "bob");
    assertThat(list("doc-1")).containsExactly("alice", "bob", "carol");
    assertThat(list("doc-2")).isEmpty();
  }

  @Test
  void names_that_run_together_open_nothing() {
    grant("a/b", "c");
    grant("x\",\"y", "z");
    assertThat(can("a", "b/c")).isFalse();
    assertThat(can("x", "y\",\"z")).isFalse();
    assertThat(can("a/b", "c")).isTrue();
  }
}
