package dev.persist.app.signin;

import dev.persist.app.web.Permission;
import dev.persist.example.acl.AccessControl;
import dev.persist.example.acl.domain.GrantEvent.Granted;
import jakarta.inject.Inject;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Makes the first accounts of a store. Thread-safe. */
public final class FirstUsers {
  private static final String ADMIN = "admin";
  private static final List<String> OTHERS = List.of("alice", "bob");
  private static final String SIGNS = "abcdefghjkmnpqrstuvwxyz23456789"; // none that looks like another
  private static final int LENGTH = 16;

  private final Accounts accounts;
  private final AccessControl acl;
  private final SecureRandom random;
  private final InstantSource clock;

  @Inject
  FirstUsers(Accounts accounts, AccessControl acl, SecureRandom random, InstantSource clock) {
    this.accounts = accounts;
    this.acl = acl;
    this.random = random;
    this.clock = clock;
  }

  /**
   * Makes {@code admin}, if there is no such account. In a demo also makes two users. The admin comes last, so that the next start goes
   * on after one that was cut off.
   *
   * @param password the password of the admin; without one it is made up
   * @param demo whether to make the two users
   * @return the passwords that were made up, by user
   */
  public Map<String, String> make(Optional<String> password, boolean demo) {
    var madeUp = new LinkedHashMap<String, String>();
    if (accounts.find(ADMIN).isPresent()) {
      return madeUp;
    }
    if (demo) {
      OTHERS.forEach(name -> create(name, Optional.empty(), madeUp));
    }
    permitAdmin();
    create(ADMIN, password, madeUp);
    return madeUp;
  }

  /** Makes the user {@code admin} an administrator. */
  public void permitAdmin() {
    acl.grant(Permission.ADMIN.resource(), new Granted(ADMIN, "app", "the first start of this store"), clock.instant());
  }

  private void create(String name, Optional<String> given, Map<String, String> madeUp) {
    var password = given.orElseGet(this::madeUp);
    if (accounts.create(name, password) && given.isEmpty()) {
      madeUp.put(name, password);
    }
  }

  private String madeUp() {
    return random.ints(LENGTH, 0, SIGNS.length())
        .collect(StringBuilder::new, (text, at) -> text.append(SIGNS.charAt(at)), StringBuilder::append)
        .toString();
  }
}
