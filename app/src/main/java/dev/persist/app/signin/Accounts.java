package dev.persist.app.signin;

import dev.persist.Json;
import dev.persist.Persist;
import dev.persist.kv.SwapResult;
import jakarta.inject.Inject;
import java.util.Optional;

/** The accounts, one key each: {@code account/NAME}. Thread-safe. */
public final class Accounts {
  static final String PREFIX = "account/";

  /** What a password is compared with when there is no such account, so that the answer takes as long. */
  private static final String NOBODY = "$argon2id$v=19$m=19456,t=2,p=1$RT03SKBYlpj4Ub2Da+Nz3A$Jjzb667tUvlUJjcNubI0hLg+7tUlG+ZGee50Yhq1MwU";

  private final Persist store;
  private final Passwords passwords;
  private final Known<Account> known = new Known<>(Account.class);

  @Inject
  Accounts(Persist store, Passwords passwords) {
    this.store = store;
    this.passwords = passwords;
  }

  /**
   * An account. Storage format.
   *
   * @param hash the hash of the password
   * @param version goes up with each new password; sessions of an earlier version have ended
   */
  record Account(String hash, long version) {}

  /** Creates the account {@code name}, unless it is there. Returns whether it was created. */
  public boolean create(String name, String password) {
    return store.kv()
        .putNew(PREFIX + name, Json.of(new Account(passwords.hash(password), 1))) instanceof SwapResult.Swapped;
  }

  /** Returns whether there is an account {@code name}. */
  public boolean exists(String name) {
    return find(name).isPresent();
  }

  /** Returns the account {@code name}. */
  Optional<Account> find(String name) {
    return store.kv().get(PREFIX + name).map(known::read);
  }

  /** Returns the account {@code name} if that is its password. */
  Optional<Account> verify(String name, String password) {
    var account = find(name);
    var right = passwords.matches(password, account.map(Account::hash).orElse(NOBODY));
    return account.filter(it -> right);
  }

  /** Gives {@code name} another password, and ends all of its sessions. Returns false if another change came between. */
  boolean change(String name, Account seen, String password) {
    var next = new Account(passwords.hash(password), seen.version + 1);
    return store.kv().cas(PREFIX + name, Json.of(seen), Json.of(next)) instanceof SwapResult.Swapped;
  }
}
