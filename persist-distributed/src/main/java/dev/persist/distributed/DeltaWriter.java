package dev.persist.distributed;

import com.scalar.db.exception.transaction.CrudConflictException;
import dev.persist.Event;
import dev.persist.distributed.StreamRow.Kept;
import dev.persist.ordered.EventCodec;
import dev.persist.ordered.Head;
import dev.persist.ordered.Layout;
import dev.persist.spi.Delta;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** Writes what a group changes, in a transaction. Not thread-safe. */
final class DeltaWriter {
  private final Cluster cluster;
  private final Cells cells;
  private final View view;

  /** Whether an earlier attempt may have left a row that it did not commit. Only a read clears it away. */
  private final boolean isAgain;

  /** The streams that no writer guesses any more. */
  private final Set<String> unguessed;

  DeltaWriter(Cluster cluster, Cells cells, View view, boolean isAgain, Set<String> unguessed) {
    this.cluster = cluster;
    this.cells = cells;
    this.view = view;
    this.isAgain = isAgain;
    this.unguessed = unguessed;
  }

  /**
   * Returns the streams whose guesses have to be ended first: {@code delta} truncates them, or a process began to end them and
   * may not have finished.
   */
  List<String> guessable(Delta delta) {
    var truncated = delta.truncated().keySet();
    var appended = delta.events().stream().map(Event::stream).filter(stream -> !view.guessed().containsKey(stream));
    return Stream.concat(truncated.stream(), appended)
        .distinct()
        .filter(stream -> !unguessed.contains(stream))
        .filter(
            stream -> truncated.contains(stream) ? view.row(stream).mayLag() : view.row(stream).kept() == Kept.WRITTEN)
        .toList();
  }

  /**
   * Writes {@code delta}, none of whose streams is {@link #guessable}. Returns, by stream, the last seq that the next append
   * may guess.
   */
  Map<String, Long> write(Delta delta) {
    delta.truncated().keySet().forEach(view::read); // not after their events were written
    delta.forgotten().forEach(this::forget);
    var lastSeqs = new LinkedHashMap<String, Long>();
    for (var event : delta.events()) {
      lastSeqs.put(event.stream(), event.seq());
      if (event.seq() > delta.truncated().getOrDefault(event.stream(), 0L)) {
        add(event.stream(), Layout.event(event.stream(), event.seq()), EventCodec.write(event));
      }
    }
    delta.truncated().forEach((stream, through) -> truncate(stream, through, lastSeqs.getOrDefault(stream, 0L)));
    lastSeqs.keySet().removeAll(delta.truncated().keySet());
    lastSeqs.entrySet()
        .removeIf(appended -> writeRow(appended.getKey(), appended.getValue()) != Kept.LAGGING);
    delta.values().forEach((key, value) -> {
      var row = Layout.value(key);
      value.ifPresentOrElse(json -> cells.put(cluster.of(key), row, json.toBytes()),
          () -> cells.delete(cluster.of(key), row));
    });
    for (var outcome : delta.outcomes()) {
      var stream = outcome.id().stream();
      var row = Layout.outcome(stream, outcome.id().key());
      if (view.isGuessed(outcome)) {
        add(stream, row, EventCodec.write(outcome));
      } else {
        cells.put(cluster.of(stream), row, EventCodec.write(outcome));
      }
    }
    return lastSeqs;
  }

  /** Writes the row of {@code stream}, whose last event is now {@code last}, if that is due. Returns how it is kept. */
  private Kept writeRow(String stream, long last) {
    var guess = view.guessed().get(stream);
    if (guess != null && guess == 0) {
      add(stream, Layout.head(stream), StreamRow.NONE.appended(last).write());
      return Kept.LAGGING;
    }
    if (guess != null && !StreamRow.isDue(guess, last)) {
      return Kept.LAGGING;
    }
    var row = view.row(stream).appended(last);
    var kept = unguessed.contains(stream) ? Kept.EXACT : row.kept();
    cells.put(cluster.of(stream), Layout.head(stream), new StreamRow(row.head(), kept).write());
    return kept;
  }

  private void truncate(String stream, long through, long last) {
    var before = new Head(view.read(stream), view.row(stream).head().truncated());
    var after = last == 0 ? before : before.appended(last);
    if (through > before.truncated()) {
      if (before.lastSeq() > before.truncated()) {
        new Dropped(through, 0).add(cells, cluster.of(stream), stream);
        // A reader may have read the row before this commit, and the events after it. The gap tells it to read again.
        cells.delete(cluster.of(stream), Layout.event(stream, Math.min(through, before.lastSeq())));
      }
      after = after.truncated(through);
    }
    if (!after.equals(before)) {
      cells.put(cluster.of(stream), Layout.head(stream), new StreamRow(after, Kept.EXACT).write());
    }
  }

  /** Adds a row, whose absence the transaction has guessed or read. */
  private void add(String name, byte[] row, byte[] value) {
    var partition = cluster.of(name);
    if (isAgain && cells.get(partition, row).isPresent()) {
      throw new TransactionFault(new CrudConflictException("a row that was to be added is there", null));
    }
    cells.insert(partition, row, value);
  }

  /**
   * Forgets outcomes through {@code through}, or through the last seq if that is less, so that ids that are used later are
   * kept.
   */
  private void forget(String stream, long through) {
    var most = through <= view.row(stream).head().lastSeq() ? through : Math.min(through, view.read(stream));
    if (most > 0) {
      new Dropped(0, most).add(cells, cluster.of(stream), stream);
    }
  }
}
