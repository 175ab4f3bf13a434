package dev.persist.distributed;

import dev.persist.ordered.Layout;
import java.nio.ByteBuffer;
import java.util.UUID;

/**
 * What a writer leaves in the store with each transaction. Each has a row of its own, so no two writers wait for each other.
 * Storage format: {@code prefixes (8) streams (8) token (16) millis (8)}, at the key {@code w} and the writer's number.
 *
 * @param prefixes a number that is raised before a prefix is registered. So a writer knows by its own row whether it knows the
 *     prefixes
 * @param streams one that is raised before a stream of its partition is truncated for the first time, or kept for writers that
 *     race. So a writer knows whether it may guess
 * @param token that of the last transaction. So a writer that lost an answer finds out whether it was committed, and others
 *     find out that something has changed
 * @param millis when that was, by the clock of the writer
 */
record Mark(long prefixes, long streams, UUID token, long millis) {
  /** Before a writer has left one. */
  static final Mark NEW = new Mark(0, 0, new UUID(0, 0), 0);

  /** Before all marks, and after. */
  static final byte[] FIRST = {'w'};

  static final byte[] END = {'w' + 1};

  /** Returns the key of the mark of {@code writer}. */
  static byte[] key(UUID writer) {
    return Layout.key('w', writer.toString());
  }

  static Mark read(byte[] stored) {
    var in = ByteBuffer.wrap(stored);
    return new Mark(in.getLong(), in.getLong(), new UUID(in.getLong(), in.getLong()), in.getLong());
  }

  byte[] write() {
    return ByteBuffer.allocate(40)
        .putLong(prefixes)
        .putLong(streams)
        .putLong(token.getMostSignificantBits())
        .putLong(token.getLeastSignificantBits())
        .putLong(millis)
        .array();
  }

  /** Returns this mark for a writer that has to read the prefixes again. */
  Mark withoutPrefixes() {
    return new Mark(prefixes + 1, streams, token, millis);
  }

  /** Returns this mark for a writer that has to look up each stream again. */
  Mark withoutStreams() {
    return new Mark(prefixes, streams + 1, token, millis);
  }
}
