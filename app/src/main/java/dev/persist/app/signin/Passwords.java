package dev.persist.app.signin;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.persist.app.web.Refusal;
import jakarta.inject.Inject;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;

/**
 * Hashes passwords with Argon2id, in the form {@code $argon2id$v=19$m=19456,t=2,p=1$SALT$HASH}. The parameters are the least that
 * OWASP advises for it. A hash with others is still understood. Two run at once, since each takes 19 MiB. Others wait
 * for ten seconds, and are then refused with 503. Thread-safe.
 */
final class Passwords {
  private static final int MEMORY_KIB = 19_456;
  private static final int PASSES = 2;
  private static final int BYTES = 32;
  private static final int AT_ONCE = 2;
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(10);
  private static final Base64.Encoder TO_TEXT = Base64.getEncoder().withoutPadding();

  /** The work of one hash. */
  interface Work {
    /** Returns the hash of {@code password} that takes this much memory and this many passes. */
    byte[] hash(String password, byte[] salt, int memoryKib, int passes);
  }

  private final SecureRandom random;
  private final Work work;
  private final Semaphore turns = new Semaphore(AT_ONCE, true);

  @Inject
  Passwords(SecureRandom random) {
    this(random, Passwords::argon2);
  }

  Passwords(SecureRandom random, Work work) {
    this.random = random;
    this.work = work;
  }

  /** Returns a hash of {@code password} with a new salt. */
  String hash(String password) {
    var salt = new byte[BYTES / 2];
    random.nextBytes(salt);
    return "$argon2id$v=19$m=" + MEMORY_KIB + ",t=" + PASSES + ",p=1$" + TO_TEXT.encodeToString(salt) + '$'
        + TO_TEXT.encodeToString(inTurn(password, salt, MEMORY_KIB, PASSES));
  }

  /** Returns whether {@code hash} is one of {@code password}. Takes as long either way. */
  boolean matches(String password, String hash) {
    var parts = hash.split("[$,=]", -1); // "", argon2id, v, 19, m, M, t, T, p, 1, SALT, HASH
    var given = inTurn(password, Base64.getDecoder().decode(parts[10]), Integer.parseInt(parts[5]),
        Integer.parseInt(parts[7]));
    return MessageDigest.isEqual(given, Base64.getDecoder().decode(parts[11]));
  }

  private byte[] inTurn(String password, byte[] salt, int memory, int passes) {
    try {
      if (!turns.tryAcquire(LONGEST_WAIT.toMillis(), TimeUnit.MILLISECONDS)) {
        throw Refusal.of(503, "too many are signing in; send it again later");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Refusal.of(503, "the app is stopping; nothing was written");
    }
    try {
      return work.hash(password, salt, memory, passes);
    } finally {
      turns.release();
    }
  }

  static byte[] argon2(String password, byte[] salt, int memory, int passes) {
    var argon2 = new Argon2BytesGenerator();
    argon2.init(new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
        .withVersion(Argon2Parameters.ARGON2_VERSION_13)
        .withMemoryAsKB(memory)
        .withIterations(passes)
        .withParallelism(1)
        .withSalt(salt)
        .build());
    var hash = new byte[BYTES];
    argon2.generateBytes(password.getBytes(UTF_8), hash);
    return hash;
  }
}
