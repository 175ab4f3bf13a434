package dev.persist.conformance;

import dev.persist.Commit;
import dev.persist.CommitId;
import dev.persist.CommitResult;
import dev.persist.Event;
import dev.persist.Guard;
import dev.persist.Json;
import dev.persist.Mismatch;
import dev.persist.NewEvent;
import dev.persist.Op;
import dev.persist.kv.SwapResult;
import dev.persist.log.Linked;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a store holds and what it answers, in plain maps and as plainly as it can be said: the oracle of the kit. It
 * shares nothing with the engines, so that a mistake in what they share is found too.
 */
public record Model(Map<String, List<Event>> streams, Map<String, Long> truncated, Map<String, Json> values,
    Map<List<String>, Remembered> ids) {
  record Remembered(String digest, List<Event> events) {}

  /** An empty store. */
  public Model() {
    this(new HashMap<>(), new HashMap<>(), new HashMap<>(), new HashMap<>());
  }

  Model copy() {
    return new Model(new HashMap<>(streams), new HashMap<>(truncated), new HashMap<>(values), new HashMap<>(ids));
  }

  /** Cheap, for those who keep many. */
  @Override
  public int hashCode() {
    return values.hashCode() + streams.values().stream().mapToInt(List::size).sum();
  }

  /** Commits {@code commit}, and returns the answer. */
  public CommitResult commit(Commit commit) {
    var earlier = commit.id().flatMap(this::earlier);
    if (earlier.isPresent()) {
      return earlier.get();
    }
    var mismatches = new ArrayList<Mismatch>();
    for (var guard : commit.guards()) {
      switch (guard) {
        case Guard.StreamAt(var stream, var seq) when seq != lastSeq(stream) ->
          mismatches.add(new Mismatch.Stream(stream, seq, lastSeq(stream)));
        case Guard.KeyIs(var key, var value) when !get(key).equals(Optional.of(value)) ->
          mismatches.add(new Mismatch.Key(key, Optional.of(value), get(key)));
        case Guard.KeyAbsent(var key) when get(key).isPresent() ->
          mismatches.add(new Mismatch.Key(key, Optional.empty(), get(key)));
        default -> {
        }
      }
    }
    for (var op : commit.ops()) {
      if (op instanceof Op.LinkTo(var stream, var target, var seq, var at) && seq > lastSeq(target)) {
        mismatches.add(new Mismatch.Missing(target, seq, lastSeq(target)));
      }
    }
    if (!mismatches.isEmpty()) {
      return new CommitResult.Conflict(mismatches);
    }
    var written = new ArrayList<Event>();
    var byOp = new HashMap<Integer, Event>();
    for (var i = 0; i < commit.ops().size(); i++) {
      switch (commit.ops().get(i)) {
        case Op.Append(var stream, var type, var at, var data, var meta) ->
          byOp.put(i, append(stream, new NewEvent(type, at, data, meta)));
        case Op.Link(var stream, var opIndex) -> {
          var target = byOp.get(opIndex);
          var pointer = Map.of("stream", target.stream(), "seq", target.seq());
          byOp.put(i, append(stream, NewEvent.of("$link", target.at(), pointer)));
        }
        case Op.LinkTo(var stream, var target, var seq, var at) ->
          byOp.put(i, append(stream, NewEvent.of("$link", at, Map.of("stream", target, "seq", seq))));
        case Op.Put(var key, var value) -> values.put(key, value);
        case Op.Delete(var key) -> values.remove(key);
        case Op.Truncate(var stream, var throughSeq) -> truncate(stream, throughSeq);
        case Op.Forget(var stream, var throughSeq) -> forget(stream, throughSeq);
      }
      Optional.ofNullable(byOp.get(i)).ifPresent(written::add);
    }
    commit.id().ifPresent(id -> ids.put(List.of(id.stream(), id.key()), new Remembered(id.digest(), written)));
    return new CommitResult.Committed(written);
  }

  Event append(String stream, NewEvent event) {
    var seq = lastSeq(stream) + 1;
    var appended = new Event(stream, seq, event.type(), event.at(), event.data(), event.meta());
    streams.merge(stream, List.of(appended), (before, last) -> Stream.concat(before.stream(), last.stream()).toList());
    return appended;
  }

  List<Event> append(String stream, List<NewEvent> events) {
    return events.stream().map(event -> append(stream, event)).toList();
  }

  void truncate(String stream, long throughSeq) {
    truncated.merge(stream, Math.min(throughSeq, lastSeq(stream)), Math::max);
  }

  void forget(String stream, long throughSeq) {
    ids.entrySet().removeIf(each -> {
      var seqs = each.getValue().events.stream()
          .filter(event -> event.stream().equals(stream))
          .map(Event::seq)
          .toList();
      return each.getKey().getFirst().equals(stream) && !seqs.isEmpty() && seqs.getLast() <= throughSeq;
    });
  }

  Optional<CommitResult> earlier(CommitId id) {
    return Optional.ofNullable(ids.get(List.of(id.stream(), id.key())))
        .map(earlier -> earlier.digest.equals(id.digest())
            ? new CommitResult.AlreadyCommitted(earlier.events)
            : new CommitResult.IdReused(id, earlier.digest));
  }

  List<Event> read(String stream, long from) {
    var first = Math.max(from, truncated.getOrDefault(stream, 0L) + 1);
    return streams.getOrDefault(stream, List.of()).stream().filter(event -> event.seq() >= first).toList();
  }

  List<Linked> readLinked(String stream, long from) {
    return read(stream, from).stream().map(link -> {
      if (!link.type().equals("$link")) {
        return new Linked.Present(link.seq(), link);
      }
      var target = link.data().tree().get("stream").asString();
      var seq = link.data().tree().get("seq").asLong();
      return read(target, seq).stream()
          .filter(event -> event.seq() == seq)
          .findFirst()
          .<Linked>map(event -> new Linked.Present(link.seq(), event))
          .orElse(new Linked.Compacted(link.seq(), target, seq));
    }).toList();
  }

  long lastSeq(String stream) {
    return streams.getOrDefault(stream, List.of()).size();
  }

  Optional<Json> get(String key) {
    return Optional.ofNullable(values.get(key));
  }

  /** Sets {@code key} if it has the value {@code expected}; empty expects none. */
  SwapResult swap(String key, Optional<Json> expected, Json value) {
    if (!get(key).equals(expected)) {
      return new SwapResult.Conflict(expected, get(key));
    }
    values.put(key, value);
    return new SwapResult.Swapped(value);
  }
}
