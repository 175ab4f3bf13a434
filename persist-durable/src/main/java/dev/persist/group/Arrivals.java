package dev.persist.group;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The chains that wait to be written, in the order in which they came. Nothing here allocates, so a lack of memory never leaves a
 * caller out. Not thread-safe.
 */
final class Arrivals {
  static final int MOST_COMMITS = 1024;

  static final long MOST_BYTES = 16L << 20;

  private @Nullable Waiting first;
  private @Nullable Waiting last;
  private int size;
  private long commits;
  private long bytes;

  /** Returns how many chains wait. */
  int size() {
    return size;
  }

  /** Tells whether one more chain would not make the next group larger. */
  boolean fillGroup() {
    return commits >= MOST_COMMITS || bytes >= MOST_BYTES;
  }

  void add(Waiting added) {
    if (last == null) {
      first = added;
    } else {
      last.next = added;
    }
    last = added;
    size++;
    commits += added.commits();
    bytes += added.bytes;
  }

  /** Moves the chains of one group to {@code group}, which is empty and has room for {@link #MOST_COMMITS}. */
  void moveTo(List<Waiting> group) {
    var groupCommits = 0L;
    var groupBytes = 0L;
    for (var next = first; next != null; next = first) {
      groupCommits += next.commits();
      groupBytes += next.bytes;
      if ((groupCommits > MOST_COMMITS || groupBytes > MOST_BYTES) && !group.isEmpty()) {
        break;
      }
      group.add(next);
      removeFirst(next);
    }
  }

  private void removeFirst(Waiting removed) {
    first = removed.next;
    last = first == null ? null : last;
    removed.next = null; // or the garbage of one group would hold that of the next
    size--;
    commits -= removed.commits();
    bytes -= removed.bytes;
  }
}
