package dev.persist.distributed;

import dev.persist.distributed.Settings.Partition;
import dev.persist.ordered.Head;
import dev.persist.ordered.Layout;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * What is stored of a stream beside its events. Storage format: {@code last seq (8) truncated (8) kept (1)}, at the key of the
 * head.
 *
 * <p>An append writes it only when the stream begins and once in {@value #STEP} events, so that it costs one row, that of the
 * event. So the last event is the one that is named here, or one of the next. A writer that knows the last event adds the next
 * one without reading anything: if another writer has done so before, the row is there, and the transaction conflicts.
 *
 * <p>That holds as long as no event is dropped. Before a stream is truncated for the first time, each append has to write the
 * row, and all writers have to forget what they know of it ({@link Marks}).
 *
 * @param head as it was when this was written
 */
record StreamRow(Head head, Kept kept) {
  private static final int STEP = 64;

  /** How the row of a stream is kept. */
  enum Kept {
    /** It may lag behind the events. */
    LAGGING(0),
    /** It may lag, but a writer that reads it now, to append, writes it, too. */
    WRITTEN(1),
    /** It says what the last event is. */
    EXACT(2);

    /** Storage format. */
    private final byte stored;

    Kept(int stored) {
      this.stored = (byte) stored;
    }

    static Kept of(byte stored) {
      return Arrays.stream(values()).filter(kept -> kept.stored == stored).findFirst().orElseThrow();
    }
  }

  /** That of a stream to which nothing was ever appended. */
  static final StreamRow NONE = new StreamRow(Head.NONE, Kept.LAGGING);

  static StreamRow read(byte[] stored) {
    var in = ByteBuffer.wrap(stored);
    return new StreamRow(new Head(in.getLong(), in.getLong()), Kept.of(in.get()));
  }

  byte[] write() {
    return ByteBuffer.allocate(17)
        .putLong(head.lastSeq())
        .putLong(head.truncated())
        .put(kept.stored)
        .array();
  }

  /** Returns the row of {@code stream}. */
  static StreamRow of(Cells cells, Partition partition, String stream) {
    return cells.get(partition, Layout.head(stream))
        .map(stored -> Cells.decoded(stored, StreamRow::read))
        .orElse(NONE);
  }

  /** Returns whether events may have followed that this does not tell of. */
  boolean mayLag() {
    return kept != Kept.EXACT && !equals(NONE);
  }

  /** Returns where the first event may be that this does not tell of. */
  byte[] lagging(String stream) {
    return Layout.event(stream, head.lastSeq() + 1);
  }

  /** Returns what is after all events that this may not tell of. */
  byte[] afterLagging(String stream) {
    return Layout.event(stream, head.lastSeq() + STEP + 1);
  }

  /** Returns the last seq of {@code stream}. */
  long lastSeq(Cells cells, Partition partition, String stream) {
    if (!mayLag()) {
      return head.lastSeq();
    }
    try (var events = cells.scanDown(partition, lagging(stream), afterLagging(stream))) {
      return events.next().map(event -> Layout.seq(event.key)).orElse(head.lastSeq());
    }
  }

  /**
   * Returns whether {@code seq}, found by {@link #lastSeq}, was the last one at some moment. If not, the row may have been
   * written again, for a truncation or for events that go on beyond those that were looked at.
   */
  boolean isCertain(long seq) {
    return !mayLag() || (seq > head.lastSeq() && seq < head.lastSeq() + STEP);
  }

  /** Returns this when {@code seq} was appended. */
  StreamRow appended(long seq) {
    return new StreamRow(head.appended(seq), kept);
  }

  /** Returns whether an append that takes a stream from {@code before}, above 0, to {@code after} writes its row. */
  static boolean isDue(long before, long after) {
    return before / STEP != after / STEP;
  }
}
