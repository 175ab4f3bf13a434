package dev.persist.ordered;

import java.nio.ByteBuffer;

/**
 * What is stored of a stream beside its events. Storage format: two numbers of 8 bytes.
 *
 * @param lastSeq the last seq that was given out
 * @param truncated the seq through which events were dropped
 */
public record Head(long lastSeq, long truncated) {
  /** The head of a stream to which nothing was ever appended. */
  public static final Head NONE = new Head(0, 0);

  /** Returns the head that {@code stored} holds. */
  public static Head read(byte[] stored) {
    var in = ByteBuffer.wrap(stored);
    return new Head(in.getLong(), in.getLong());
  }

  /** Returns the value to store. */
  public byte[] write() {
    return ByteBuffer.allocate(16).putLong(lastSeq).putLong(truncated).array();
  }

  /** Returns the head after event {@code seq} was appended. */
  public Head appended(long seq) {
    return new Head(seq, truncated);
  }

  /** Returns the head after the events through {@code through} were dropped. */
  public Head truncated(long through) {
    return new Head(Math.max(lastSeq, through), through);
  }
}
