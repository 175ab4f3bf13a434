package dev.persist.distributed;

import dev.persist.Json;
import dev.persist.spi.Recent;
import java.util.Map;
import java.util.Optional;

/** What a writer knows of the store without reading, as long as its mark says so ({@link Mark}). Not thread-safe. */
final class Known {
  private static final int STREAMS = 100_000;

  /** After so many appends without another writer between them, none is expected. */
  private static final int TRUSTED = 4;

  private final Map<String, Seen> streams = new Recent<>(STREAMS);

  /**
   * What was seen of a stream.
   *
   * @param lastSeq the last seq once
   * @param times how often in a row it still was when it was looked up
   */
  private record Seen(long lastSeq, int times) {}

  /** The value of the prefixes; empty when it is not known. */
  private Optional<Optional<Json>> prefixes = Optional.empty();

  /** The mark when this was learned; empty if there was none. */
  private Optional<Mark> mark = Optional.empty();

  /** Forgets what a writer with the mark {@code now} does not know any more. Without a mark it was not told. */
  void at(Optional<Mark> now) {
    if (!mark.map(Mark::streams).equals(now.map(Mark::streams))) {
      streams.clear();
    }
    if (!mark.map(Mark::prefixes).equals(now.map(Mark::prefixes))) {
      prefixes = Optional.empty();
    }
    mark = now;
  }

  /** Returns what the last seq of {@code stream} most likely is; empty when it has to be looked up. */
  Optional<Long> likelyLastSeq(String stream) {
    return Optional.ofNullable(streams.get(stream)).filter(seen -> seen.times >= TRUSTED).map(Seen::lastSeq);
  }

  /** Returns whether {@code stream} had events once. */
  boolean hasEvents(String stream) {
    var seen = streams.get(stream);
    return seen != null && seen.lastSeq > 0;
  }

  /** Adds what the last seq of {@code stream} was when it was looked up. */
  void found(String stream, long lastSeq) {
    var before = streams.get(stream);
    streams.put(stream, new Seen(lastSeq, before != null && before.lastSeq == lastSeq ? before.times + 1 : 0));
  }

  /** Adds what a transaction has read and written. It left the mark {@code now}. */
  void add(Mark now, Optional<Optional<Json>> prefixesNow, Map<String, Long> lastSeqsNow) {
    mark = Optional.of(now);
    prefixes = prefixesNow;
    lastSeqsNow.forEach((stream, seq) -> streams.merge(stream, new Seen(seq, 0),
        (before, seen) -> new Seen(seq, before.times)));
  }

  /** Returns the value of the prefixes; empty when it is not known. */
  Optional<Optional<Json>> prefixes() {
    return prefixes;
  }
}
