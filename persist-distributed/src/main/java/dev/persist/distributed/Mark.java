package dev.persist.distributed;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.UUID;

/**
 * What a writer leaves in the store with each transaction. Nobody else has its row, so no two writers wait for each other.
 * Storage format: {@code terms (8) token (16) millis (8)}, at the key {@code w} and the writer's number.
 *
 * @param terms a number that is raised, in the marks of all writers, when a prefix is registered. So a writer knows by its
 *     own row whether it knows the prefixes
 * @param token that of the last transaction. So a writer that lost an answer finds out whether it was committed, and others
 *     find out that something has changed
 * @param millis when that was, by the clock of the writer
 */
record Mark(long terms, UUID token, long millis) {
  /** Before all marks, and after. */
  static final byte[] FIRST = {'w'};

  static final byte[] END = {'w' + 1};

  /** Returns the key of the mark of {@code writer}. */
  static byte[] key(UUID writer) {
    var name = writer.toString().getBytes(UTF_8);
    var key = Arrays.copyOf(FIRST, 1 + name.length);
    System.arraycopy(name, 0, key, 1, name.length);
    return key;
  }

  static Mark read(byte[] stored) {
    var in = ByteBuffer.wrap(stored);
    return new Mark(in.getLong(), new UUID(in.getLong(), in.getLong()), in.getLong());
  }

  byte[] write() {
    return ByteBuffer.allocate(32)
        .putLong(terms)
        .putLong(token.getMostSignificantBits())
        .putLong(token.getLeastSignificantBits())
        .putLong(millis)
        .array();
  }

  /** Returns this mark with the terms raised. */
  Mark raised() {
    return new Mark(terms + 1, token, millis);
  }
}
