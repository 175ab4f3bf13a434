package dev.persist.spi;

import dev.persist.Entry;
import dev.persist.Json;
import dev.persist.Limits;
import java.util.ArrayList;
import java.util.List;

/** Collects a page of entries, which is full as an {@link EventPage} is. Not thread-safe. */
public final class EntryPage {
  private final int limit;
  private final List<Entry<Json>> entries = new ArrayList<>();
  private long bytes;

  /** Begins a page of {@code limit} entries at most. */
  public EntryPage(int limit) {
    this.limit = limit;
  }

  /** Adds an entry to a page that is not full. */
  public void add(String key, Json value) {
    entries.add(new Entry<>(key, value));
    bytes += value.size();
  }

  /** Returns whether it takes no more. */
  public boolean isFull() {
    return entries.size() >= limit || bytes >= Limits.PAGE_BYTES;
  }

  /** Returns the entries, in the order they were added. */
  public List<Entry<Json>> entries() {
    return entries;
  }
}
