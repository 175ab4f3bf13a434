package dev.persist.transfer;

import dev.persist.spi.Part;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Counts the parts of a store and digests their lines. Not thread-safe. */
final class Tally {
  private final MessageDigest digest = sha256();
  private long streams;
  private long events;
  private long commits;
  private long keys;

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }

  /** Adds {@code part}. Its line, with its end, is in {@code bytes}. */
  void add(Part part, byte[] bytes, int from, int length) {
    switch (part) {
      case Part.Stream stream -> streams++;
      case Part.Stored stored -> events++;
      case Part.Remembered remembered -> commits++;
      case Part.Value value -> keys++;
    }
    digest.update(bytes, from, length);
  }

  /** Returns how many parts were added. */
  long parts() {
    return streams + events + commits + keys;
  }

  /** Returns the totals. Nothing may be added any more. */
  Totals totals() {
    return new Totals(streams, events, commits, keys, HexFormat.of().formatHex(digest.digest()));
  }
}
