package dev.persist.sql;

import dev.persist.Commit;
import dev.persist.CommitResult;
import dev.persist.Json;
import dev.persist.Mismatch;
import dev.persist.spi.Decision;
import dev.persist.spi.PrefixRules;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What a group of commits does if no other process has written since the store was last seen, and if everything unknown
 * about it is absent. A statement that checks both can write the guess without asking first.
 *
 * @param absentStreams the streams of which nothing is known
 * @param absentIds the stream and key of each id that was asked for
 */
record Guess(Decision decision, Change change, Collection<String> absentStreams, Collection<List<String>> absentIds) {
  /**
   * Returns a guess, when one is likely to be right and one statement can write it.
   *
   * @param asked what {@code group} asks about
   * @param prefixes as {@link PrefixRules#of} takes them
   */
  static Optional<Guess> of(List<List<Commit>> group, Asked asked, Known known, Optional<Json> prefixes) {
    var values = new HashMap<String, Json>();
    var there = known.values(asked.keys());
    for (var key : asked.keys()) {
      var value = there.get(key);
      if (value == null) {
        return Optional.empty();
      }
      value.ifPresent(json -> values.put(key, json));
    }
    var heads = known.heads(asked.streams());
    var absent = asked.streams().stream().filter(stream -> !heads.containsKey(stream)).collect(Collectors.toSet());
    if (!Decision.expectedAbsent(group).containsAll(absent)) { // others of which nothing is known mostly exist
      return Optional.empty();
    }
    prefixes.ifPresent(rules -> values.put(PrefixRules.KEY, rules));
    var before = new Loaded(heads, values, Map.of());
    var decision = Decision.of(group, before);
    var delta = decision.delta();
    return delta.isEmpty() || decision.results().stream().flatMap(List::stream).anyMatch(Guess::missesKey)
        || !delta.truncated().isEmpty()
        || !delta.forgotten().isEmpty()
            ? Optional.empty()
            : Optional.of(new Guess(decision, Change.of(delta, before, false), absent, asked.ids()));
  }

  /** Returns whether a caller has to be told what a key holds. That needs a read of the key. */
  private static boolean missesKey(CommitResult result) {
    return result instanceof CommitResult.Conflict(var mismatches)
        && mismatches.stream().anyMatch(Mismatch.Key.class::isInstance);
  }
}
