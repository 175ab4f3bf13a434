package dev.persist.app.signin;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.persist.Codec;
import dev.persist.Json;
import dev.persist.Persist;
import jakarta.inject.Inject;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;

/**
 * The sessions, one key each: {@code session/HASH}. The hash is that of the token, so nobody who reads the store can take over a
 * session. A session ends by itself after 12 hours, when its user signs out, and when its user has a new password. Thread-safe.
 */
public final class Sessions {
  static final String PREFIX = "session/";
  private static final Duration LIFETIME = Duration.ofHours(12);
  private static final int BYTES = 32;
  private static final int SWEPT = 50;
  private static final Codec<Session> CODEC = Codec.of(Session.class);

  private final Persist store;
  private final Accounts accounts;
  private final SecureRandom random;
  private final InstantSource clock;
  private final Known<Session> known = new Known<>(Session.class);

  @Inject
  Sessions(Persist store, Accounts accounts, SecureRandom random, InstantSource clock) {
    this.store = store;
    this.accounts = accounts;
    this.random = random;
    this.clock = clock;
  }

  /**
   * A session. Storage format.
   *
   * @param user whose it is
   * @param version the version of the account when it began
   * @param expiresAt when it ends by itself
   */
  record Session(String user, long version, Instant expiresAt) {}

  /**
   * A session that has just begun.
   *
   * @param token what its user sends with each request; it is kept nowhere
   * @param expiresAt when it ends by itself
   */
  public record Started(String token, Instant expiresAt) {}

  /** Begins a session of {@code user}; empty when there is no such account. Also removes some sessions that have expired. */
  public Optional<Started> start(String user) {
    return accounts.find(user).map(account -> {
      var bytes = new byte[BYTES];
      random.nextBytes(bytes);
      var token = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
      var session = new Session(user, account.version(), clock.instant().plus(LIFETIME));
      store.kv().put(key(token), Json.of(session));
      sweep(key(token));
      return new Started(token, session.expiresAt);
    });
  }

  /** Returns the session of {@code token}; empty when there is none, or when it has ended. */
  Optional<Session> find(String token) {
    return store.kv()
        .get(key(token))
        .map(known::read)
        .filter(session -> clock.instant().isBefore(session.expiresAt))
        .filter(session -> accounts.find(session.user).filter(it -> it.version() == session.version).isPresent());
  }

  /** Ends the session of {@code token}. */
  void end(String token) {
    store.kv().delete(key(token));
  }

  /** Removes those that have expired, of the ones after a random place, so that in the end each is looked at. */
  private void sweep(String after) {
    store.kv()
        .entries(PREFIX, after, SWEPT, CODEC)
        .stream()
        .filter(entry -> !clock.instant().isBefore(entry.value().expiresAt))
        .forEach(entry -> store.kv().delete(entry.key()));
  }

  private static String key(String token) {
    return PREFIX + digest(token);
  }

  /** Returns what the page sends with a change, to show that it is the page: something that only the session's token gives. */
  static String csrf(String token) {
    return digest("csrf " + token);
  }

  private static String digest(String text) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }
}
