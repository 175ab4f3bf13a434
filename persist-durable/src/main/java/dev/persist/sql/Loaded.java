package dev.persist.sql;

import dev.persist.Json;
import dev.persist.spi.Outcome;
import dev.persist.spi.StoreState;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The part of the store that a group of commits asks about. What is not in the maps does not exist. */
record Loaded(Map<String, Head> heads, Map<String, Json> values, Map<List<String>, Outcome> outcomes)
    implements
      StoreState {
  Head head(String stream) {
    return heads.getOrDefault(stream, Head.NONE);
  }

  @Override
  public long lastSeq(String stream) {
    return head(stream).lastSeq();
  }

  @Override
  public Optional<Json> get(String key) {
    return Optional.ofNullable(values.get(key));
  }

  @Override
  public Optional<Outcome> outcome(String stream, String key) {
    return Optional.ofNullable(outcomes.get(List.of(stream, key)));
  }
}
