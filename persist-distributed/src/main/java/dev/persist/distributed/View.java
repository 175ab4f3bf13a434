package dev.persist.distributed;

import dev.persist.Event;
import dev.persist.Json;
import dev.persist.distributed.Settings.Partition;
import dev.persist.ordered.EventCodec;
import dev.persist.ordered.Layout;
import dev.persist.spi.Decision;
import dev.persist.spi.Delta;
import dev.persist.spi.Outcome;
import dev.persist.spi.PrefixRules;
import dev.persist.spi.StoreState;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The store as a transaction sees it, read as it is asked for.
 *
 * <p>It guesses the last seq of a stream, from what the writer knows, and that no commit has used an id before. The rows that
 * the transaction adds prove such a guess: one that is there already ends it ({@link StreamRow}). What no row proves is read,
 * in the transaction. So an append to a stream that is known reads nothing. Not thread-safe.
 */
final class View implements StoreState {
  private final Cluster cluster;
  private final Cells cells;
  private final Known known;

  /** Where the mark of the writer is. Only of the streams there it would tell, before one is truncated. */
  private final Optional<Partition> home;

  /** Whether the attempt before failed, perhaps for a guess. */
  private final boolean isAgain;

  /** The streams that a commit expects to be new. */
  private final Set<String> expectedAbsent;

  private final Map<String, Object> seen = new HashMap<>();
  private final Map<String, Long> guessed = new HashMap<>();
  private final Set<String> lookedUp = new HashSet<>();
  private final Map<String, Long> lastSeqs = new HashMap<>();
  private final Set<List<String>> guessedIds = new HashSet<>();
  private final Set<List<String>> readIds = new HashSet<>();

  View(Cluster cluster, Cells cells, Known known, Optional<Partition> home, boolean isAgain,
      Set<String> expectedAbsent) {
    this.cluster = cluster;
    this.cells = cells;
    this.known = known;
    this.home = home;
    this.isAgain = isAgain;
    this.expectedAbsent = expectedAbsent;
  }

  /** Returns what {@code decide} decides, once nothing is guessed that the decision does not prove. */
  Decision decide(Function<StoreState, Decision> decide) {
    while (true) {
      var decision = decide.apply(this);
      if (isProved(decision.delta())) {
        return decision;
      }
    }
  }

  /** Returns whether {@code delta} proves what was guessed. What it does not is read from now on. */
  private boolean isProved(Delta delta) {
    var streams = delta.events().stream().map(Event::stream).collect(Collectors.toSet());
    streams.removeAll(delta.truncated().keySet());
    var ids = delta.outcomes().stream().map(View::name).collect(Collectors.toSet());
    var doubted = guessed.keySet().stream().filter(stream -> !streams.contains(stream)).toList();
    doubted.forEach(this::doubt);
    var doubtedIds = guessedIds.stream().filter(id -> !ids.contains(id)).toList();
    guessedIds.removeAll(doubtedIds);
    readIds.addAll(doubtedIds);
    return doubted.isEmpty() && doubtedIds.isEmpty();
  }

  private static List<String> name(Outcome outcome) {
    return List.of(outcome.id().stream(), outcome.id().key());
  }

  /**
   * Returns the last seqs and the values that it was asked for. A stream and a key of one name share an entry: this is for
   * speed only.
   */
  Map<String, Object> seen() {
    return seen;
  }

  /** Returns, by stream, the last seq that was guessed and that the rows to be added must prove. */
  Map<String, Long> guessed() {
    return guessed;
  }

  /** Returns whether a row with the outcome of {@code id} proves that it is new. */
  boolean isGuessed(Outcome outcome) {
    return guessedIds.contains(name(outcome));
  }

  /** Returns the row of {@code stream}, read in the transaction. */
  StreamRow row(String stream) {
    return StreamRow.of(cells, cluster.of(stream), stream);
  }

  @Override
  public long lastSeq(String stream) {
    var isNew = !guessed.containsKey(stream) && !lastSeqs.containsKey(stream);
    if (isNew && home.equals(Optional.of(cluster.of(stream)))) {
      guess(stream).ifPresent(seq -> guessed.put(stream, seq));
    }
    var guess = guessed.get(stream);
    var seq = guess == null ? read(stream) : guess;
    seen.put(stream, seq);
    return seq;
  }

  private Optional<Long> guess(String stream) {
    if (isAgain) {
      return lookUp(stream);
    }
    return known.likelyLastSeq(stream)
        .or(() -> expectedAbsent.contains(stream) && !known.hasEvents(stream) ? Optional.of(0L) : lookUp(stream));
  }

  /** Looks up a stream that was guessed from what was known, or else reads it. */
  private void doubt(String stream) {
    var guess = Optional.ofNullable(guessed.remove(stream));
    var now = lookedUp.contains(stream) ? guess : lookUp(stream);
    if (now.isPresent() && !now.equals(guess)) {
      guessed.put(stream, now.get());
    } else {
      read(stream);
    }
  }

  /** Returns what is the last seq now, read beside the transaction; empty when each append writes the row. */
  private Optional<Long> lookUp(String stream) {
    lookedUp.add(stream);
    try (var beside = cluster.beginReading()) {
      var partition = cluster.of(stream);
      var row = StreamRow.of(beside, partition, stream);
      if (row.kept() != StreamRow.Kept.LAGGING) {
        return Optional.empty();
      }
      var now = row.lastSeq(beside, partition, stream);
      known.found(stream, now);
      return Optional.of(now);
    }
  }

  /** Returns the last seq of {@code stream}, read in the transaction, before it writes. */
  long read(String stream) {
    return lastSeqs.computeIfAbsent(stream, name -> row(name).lastSeq(cells, cluster.of(name), name));
  }

  @Override
  public Optional<Json> get(String name) {
    return name.equals(PrefixRules.KEY) ? prefixes() : value(name);
  }

  /** Returns the value of the prefixes. */
  private Optional<Json> prefixes() {
    return known.prefixes().orElseGet(() -> value(PrefixRules.KEY));
  }

  /**
   * Returns the value of the prefixes, for the writer to keep for later transactions; empty while one is about to be
   * registered.
   */
  Optional<Optional<Json>> prefixesToKeep() {
    return known.prefixes()
        .or(() -> Registering.token(cluster, cells).isPresent()
            ? Optional.empty()
            : Optional.of(value(PrefixRules.KEY)));
  }

  private Optional<Json> value(String name) {
    var value = cells.get(cluster.of(name), Layout.value(name))
        .map(stored -> Cells.decoded(stored, Json::ofCanonical));
    seen.put(name, value);
    return value;
  }

  @Override
  public Optional<Outcome> outcome(String stream, String id) {
    var name = List.of(stream, id);
    if (!isAgain && !readIds.contains(name)) {
      guessedIds.add(name);
      return Optional.empty();
    }
    return cells.get(cluster.of(stream), Layout.outcome(stream, id))
        .map(stored -> Cells.decoded(stored, row -> EventCodec.outcome(stream, id, row)))
        .filter(outcome -> !outcome.isForgottenThrough(Dropped.of(cells, cluster.of(stream), stream).outcomes()));
  }
}
