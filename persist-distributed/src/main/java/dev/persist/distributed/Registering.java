package dev.persist.distributed;

import dev.persist.distributed.Settings.Partition;
import dev.persist.ordered.Layout;
import dev.persist.spi.PrefixRules;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;

/**
 * Says that a prefix is about to be registered. It begins before the marks of all writers are raised, and ends in the transaction
 * that registers the prefix. Meanwhile writers read the prefixes in each transaction. When its process is killed, it ends after a
 * minute. A process that registers checks that the token is still the one under which it raised the marks; otherwise it begins
 * again. Storage format: {@code token (16) millis (8)}, at the key {@code p} of the partition that has the prefixes.
 *
 * @param token tells it from those before and after
 * @param millis when it began
 */
record Registering(UUID token, long millis) {
  private static final byte[] KEY = Layout.key('p', "");
  private static final long MOST_MILLIS = Duration.ofMinutes(1).toMillis();

  private static Registering read(byte[] stored) {
    var in = ByteBuffer.wrap(stored);
    return new Registering(new UUID(in.getLong(), in.getLong()), in.getLong());
  }

  private byte[] write() {
    return ByteBuffer.allocate(24)
        .putLong(token.getMostSignificantBits())
        .putLong(token.getLeastSignificantBits())
        .putLong(millis)
        .array();
  }

  private static Partition partition(Cluster cluster) {
    return cluster.of(PrefixRules.KEY);
  }

  /** Returns the token of the one that goes on, if there is one. Ends it when it was left. */
  static Optional<UUID> token(Cluster cluster, Cells cells) {
    var found = cells.get(partition(cluster), KEY).map(stored -> Cells.decoded(stored, Registering::read));
    if (found.isPresent() && Math.abs(System.currentTimeMillis() - found.get().millis) > MOST_MILLIS) {
      end(cluster, cells);
      return Optional.empty();
    }
    return found.map(Registering::token);
  }

  /** Begins one, unless one goes on. Returns the token. */
  static UUID begin(Cluster cluster, Cells cells) {
    return token(cluster, cells).orElseGet(() -> {
      var begun = new Registering(UUID.randomUUID(), System.currentTimeMillis());
      cells.put(partition(cluster), KEY, begun.write());
      return begun.token;
    });
  }

  static void end(Cluster cluster, Cells cells) {
    cells.delete(partition(cluster), KEY);
  }
}
