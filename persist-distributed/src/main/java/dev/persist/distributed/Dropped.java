package dev.persist.distributed;

import dev.persist.distributed.Settings.Partition;
import dev.persist.ordered.Layout;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;

/**
 * What commits have dropped of a stream, though its rows may still be there. A commit that drops events or outcomes only notes
 * it here, so that its transaction is as short as that of an append: otherwise writers that are busy with the stream would
 * always be in its way. Readers leave these rows out. A {@link Removal} removes them after that. Storage format: {@code events
 * (8) outcomes (8)}, at the key {@code d} and the stream.
 *
 * @param events the seq through which events are dropped
 * @param outcomes the seq through which outcomes are forgotten ({@link dev.persist.spi.Outcome#isForgottenThrough}): never
 *     beyond the stream's last seq at that time, so ids that are used later are kept
 */
record Dropped(long events, long outcomes) {
  /** Nothing is left to be removed. */
  static final Dropped NONE = new Dropped(0, 0);

  /** Before all rows, and after. */
  static final byte[] FIRST = {'d'};

  static final byte[] END = {'d' + 1};

  static byte[] key(String stream) {
    return Layout.key('d', stream);
  }

  private static Dropped read(byte[] stored) {
    var in = ByteBuffer.wrap(stored);
    return new Dropped(in.getLong(), in.getLong());
  }

  /**
   * Returns what is dropped of {@code stream}. Outside a transaction, read this before the rows: then a row that this does not
   * drop was not dropped yet when this was read, or was added later.
   */
  static Dropped of(Cells cells, Partition partition, String stream) {
    return cells.get(partition, key(stream)).map(stored -> Cells.decoded(stored, Dropped::read)).orElse(NONE);
  }

  /** Returns, by stream, what is dropped in {@code partition}. */
  static Map<String, Dropped> in(Cells cells, Partition partition) {
    try (var rows = cells.scan(partition, FIRST, END, Integer.MAX_VALUE)) {
      return in(rows::next);
    }
  }

  /** Returns what {@code rows}, from {@link #FIRST} to before {@link #END}, say. */
  static Map<String, Dropped> in(Merged.Source rows) {
    var found = new HashMap<String, Dropped>();
    for (var row = rows.next(); row.isPresent(); row = rows.next()) {
      found.put(Layout.name(row.get().key), Cells.decoded(row.get().value, Dropped::read));
    }
    return found;
  }

  /** Notes that this is dropped of {@code stream}, too. */
  void add(Cells cells, Partition partition, String stream) {
    var before = of(cells, partition, stream);
    cells.put(partition, key(stream), ByteBuffer.allocate(2 * Long.BYTES)
        .putLong(Math.max(events, before.events))
        .putLong(Math.max(outcomes, before.outcomes))
        .array());
  }
}
