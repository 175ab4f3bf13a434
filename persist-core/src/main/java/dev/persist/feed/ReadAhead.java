package dev.persist.feed;

import dev.persist.Event;
import dev.persist.Limits;
import dev.persist.log.EventLog;
import dev.persist.log.Linked;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * Reads the next events of each stream, and reads the batch after them while they are handled. Not thread-safe.
 *
 * <p>When reading ahead fails, the fault is dropped, and the batch is read again when it is wanted. So a fault always
 * comes from the thread that asks, with the class it has in the store.
 */
final class ReadAhead {
  private final EventLog log;
  private final int most;

  /** By stream, the read under way. */
  private final Map<String, UnderWay> reads = new HashMap<>();

  /** Creates a reader of batches of {@code most} events, or of a page if that is more. */
  ReadAhead(EventLog log, int most) {
    this.log = log;
    this.most = most;
  }

  /**
   * Events of a stream that follow each other.
   *
   * @param end where the stream ended before they were read
   * @param obstacle what came after them instead of the next event
   */
  record Batch(long end, List<Event> events, Optional<Linked> obstacle) {}

  private record UnderWay(long after, FutureTask<Batch> read) {}

  /** Returns the events after {@code seq}, and begins to read the events after those. */
  Batch after(String stream, long seq) throws InterruptedException {
    var known = reads.remove(stream);
    var batch = known != null && known.after == seq ? result(known, stream) : read(stream, seq);
    var last = seq + batch.events.size();
    if (last > seq && last < batch.end) {
      var read = new FutureTask<>(() -> read(stream, last));
      reads.put(stream, new UnderWay(last, read));
      Thread.startVirtualThread(read);
    }
    return batch;
  }

  private Batch result(UnderWay known, String stream) throws InterruptedException {
    known.read.run(); // here, if its own thread has not begun
    try {
      return known.read.get();
    } catch (ExecutionException e) {
      return read(stream, known.after);
    }
  }

  private Batch read(String stream, long seq) {
    var timeline = log.timeline(stream);
    var end = timeline.position(); // read first: an event up to here that is not found was dropped
    var events = new ArrayList<Event>(Math.clamp(end - seq, 0, most));
    var obstacle = Optional.<Linked>empty();
    var bytes = 0L;
    var more = seq < end;
    while (more) {
      var page = timeline.page(seq + events.size() + 1);
      for (var next : page) {
        if (next instanceof Linked.Present(var at, var event) && at == seq + events.size() + 1) {
          events.add(event);
          bytes += (long) event.data().size() + event.meta().size();
        } else {
          obstacle = Optional.of(next);
          break;
        }
      }
      more = events.size() < most && bytes < Limits.PAGE_BYTES && seq + events.size() < end && obstacle.isEmpty()
          && !page.isEmpty();
    }
    return new Batch(end, events, obstacle);
  }
}
