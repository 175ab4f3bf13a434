package dev.persist.conformance;

import dev.persist.Event;
import dev.persist.Persist;
import java.util.SortedMap;
import java.util.TreeMap;

/** All that is in a store, to compare it with what is in another. */
public final class Contents {
  private Contents() {}

  /** Returns the events of each stream, the value of each key, and the global order. */
  public static SortedMap<String, Object> of(Persist store) {
    var all = new TreeMap<String, Object>();
    store.catalog().streams().forEach(stream -> all.put("stream " + stream, store.log().read(stream).toList()));
    store.kv().keys("").forEach(key -> all.put("key " + key, store.kv().get(key).orElseThrow()));
    store.log()
        .timeline(Event.GLOBAL)
        .readFrom(1)
        .forEach(linked -> all.put("global order " + linked.position(), linked));
    return all;
  }
}
