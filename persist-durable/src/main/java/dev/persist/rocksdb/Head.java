package dev.persist.rocksdb;

import java.nio.ByteBuffer;

/**
 * What is stored of a stream beside its events. Storage format: two numbers of 8 bytes.
 *
 * @param lastSeq the last seq that was given out
 * @param truncated the seq through which events were dropped
 */
record Head(long lastSeq, long truncated) {
  static final Head NONE = new Head(0, 0);

  static Head read(byte[] stored) {
    var in = ByteBuffer.wrap(stored);
    return new Head(in.getLong(), in.getLong());
  }

  byte[] write() {
    return ByteBuffer.allocate(16).putLong(lastSeq).putLong(truncated).array();
  }

  Head appended(long seq) {
    return new Head(seq, truncated);
  }

  Head truncated(long through) {
    return new Head(Math.max(lastSeq, through), through);
  }
}
