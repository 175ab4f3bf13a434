package dev.persist.blob;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Objects;

/** Computes the address of bytes that come piece by piece. Not thread-safe. */
public final class CidBuilder {
  private final MessageDigest sha256;

  /** Begins with no bytes. */
  public CidBuilder() {
    try {
      this.sha256 = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }

  /**
   * Adds {@code length} bytes of {@code bytes}, the first of which is at {@code from}.
   *
   * @throws IndexOutOfBoundsException when the array has no such bytes; nothing is added
   */
  public void add(byte[] bytes, int from, int length) {
    Objects.checkFromIndexSize(from, length, bytes.length);
    sha256.update(bytes, from, length);
  }

  /** Returns the address of all bytes that were added. Call it once, as the last method. */
  public Cid build() {
    return Cid.ofSha256(sha256.digest());
  }
}
