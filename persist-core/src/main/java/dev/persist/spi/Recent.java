package dev.persist.spi;

import java.util.LinkedHashMap;
import java.util.Map;

/** A map that keeps the entries used last and drops the others. Not thread-safe. */
public final class Recent<K, V> extends LinkedHashMap<K, V> {
  private static final long serialVersionUID = 1;

  private final int most;

  /** Creates a map that keeps {@code most} entries. */
  public Recent(int most) {
    super(16, 0.75f, true);
    this.most = most;
  }

  @Override
  protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
    return size() > most;
  }
}
