package dev.persist.internal;

import dev.persist.Commit;
import dev.persist.CommitResult;
import dev.persist.Entry;
import dev.persist.Guard;
import dev.persist.Json;
import dev.persist.Op;
import dev.persist.spi.Backend;
import dev.persist.spi.LinkMarks;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The consumers that still need the events of a stream. Storage format: one key per stream holds each consumer's name
 * and the key of its position. The value under that key is an object with the field {@code seq}, or with one field for
 * each stream in {@code seqs}. Beside it, {@code $["","readers",KIND,STREAM]} says that the stream has consumers of a kind,
 * which is the first word of their names; its value is a {@link Read}.
 *
 * <p>All consumers are under one key, so that a compaction can guard against a consumer that is registered while it
 * runs.
 */
public final class Needs {
  /** The key that says which consumer came, went or was set back last. */
  static final String REGISTRATIONS = OwnKeys.key("", "registered");

  private static final String KIND = "consumers";

  private static final String INDEX = "readers";

  /** The name, which no consumer has, under which the number of times that a position was set back is stored. */
  private static final String RETURNS = "";

  private final Backend backend;
  private final String stream;
  private final String key;

  /** Creates the register of {@code stream}. */
  public Needs(Backend backend, String stream) {
    this.backend = backend;
    this.stream = stream;
    this.key = OwnKeys.key(Reserved.refuseButLinks(stream), KIND);
  }

  /** A stream that has consumers of a kind. */
  public record Read(String stream, String kind) {}

  /** Returns the streams that have consumers, kind by kind, in the order of their keys. Costs a pass over these alone. */
  public static Stream<Read> all(Backend backend) {
    return page(backend, OwnKeys.prefix("", INDEX), "");
  }

  /** Returns the streams after {@code after} ("" for all) that have consumers of {@code kind}, as {@link #all} does. */
  public static Stream<Read> of(Backend backend, String kind, String after) {
    return page(backend, OwnKeys.prefix("", INDEX, kind), after.isEmpty() ? "" : indexKey(kind, after));
  }

  private static Stream<Read> page(Backend backend, String start, String after) {
    return Pages
        .<Entry<Json>>stream(last -> backend.entries(start, last.map(Entry::key).orElse(after), Pages.SIZE))
        .map(entry -> entry.value().as(Read.class));
  }

  private static String indexKey(String kind, String stream) {
    return OwnKeys.key("", INDEX, kind, stream);
  }

  private static Set<String> kinds(Map<String, String> names) {
    return names.keySet()
        .stream()
        .filter(name -> !name.equals(RETURNS))
        .map(name -> name.substring(0, name.indexOf(' ')))
        .collect(Collectors.toSet());
  }

  /** The consumers at one moment. */
  public record Registered(Guard unchanged, Map<String, String> positionKeys) {}

  /** Returns the consumers, and the guard that they are still the same. */
  public Registered registered() {
    var stored = backend.get(key);
    var names = names(stored);
    names.remove(RETURNS);
    return new Registered(Guard.key(key, stored), names);
  }

  /** Registers {@code consumer}, whose position is kept under {@code positionKey}. Once is enough. */
  public void register(String consumer, String positionKey) {
    change(consumer, List.of(), names -> names.put(consumer, positionKey));
  }

  /** Forgets {@code consumer} and deletes its position. */
  public void retire(String consumer, String positionKey) {
    change(consumer, List.of(new Op.Delete(positionKey)), names -> names.remove(consumer));
  }

  /** Forgets {@code consumer}; the caller deletes its position. */
  public void forget(String consumer) {
    change(consumer, List.of(), names -> names.remove(consumer));
  }

  /** As {@link #forget}, for all consumers whose names start with {@code start}. */
  public void forgetAll(String start) {
    change(start, List.of(), names -> names.keySet().removeIf(name -> name.startsWith(start)));
  }

  /** Makes compactions under way look again, since the position of {@code consumer} was set back. */
  public void wentBack(String consumer) {
    change(consumer, List.of(), names -> names.merge(RETURNS, "1", (times, one) -> (Long.parseLong(times) + 1) + ""));
  }

  /** Returns the seq through which the consumer with {@code positionKey} needs no event any more. */
  public long position(String positionKey) {
    return backend.get(positionKey)
        .map(Json::tree)
        .map(position -> position.has("seqs") ? position.get("seqs").path(stream) : position.path("seq"))
        .map(seq -> seq.asLong(0))
        .orElse(0L);
  }

  private void change(String consumer, List<Op> also, Consumer<Map<String, String>> change) {
    while (true) {
      var stored = backend.get(key);
      var before = names(stored);
      var after = new TreeMap<>(before);
      change.accept(after);
      if (after.equals(before) && also.isEmpty()) {
        return;
      }
      var kinds = kinds(after);
      var any = !kinds.isEmpty();
      var ops = new ArrayList<Op>(also);
      var guards = new ArrayList<>(List.of(Guard.key(key, stored)));
      ops.add(any ? new Op.Put(key, Json.of(after)) : new Op.Delete(key));
      ops.add(new Op.Put(REGISTRATIONS,
          Json.of(List.of(stream, consumer, after.containsKey(consumer), after.getOrDefault(RETURNS, "0")))));
      kinds.forEach(kind -> ops.add(new Op.Put(indexKey(kind, stream), Json.of(new Read(stream, kind)))));
      kinds(before).stream()
          .filter(kind -> !kinds.contains(kind))
          .forEach(kind -> ops.add(new Op.Delete(indexKey(kind, stream))));
      if (Reserved.isTag(stream)) {
        markTag(any, guards, ops);
      }
      if (backend.commit(new Commit(Optional.empty(), guards, ops)) instanceof CommitResult.Committed) {
        return;
      }
    }
  }

  /** Makes compactions of the tagged stream ask for the consumers of the tag, as long as it has {@code any}. */
  private void markTag(boolean any, List<Guard> guards, List<Op> ops) {
    var changes = LinkMarks.changesOfTag(stream);
    var stored = backend.get(changes);
    guards.add(Guard.key(changes, stored));
    ops.add(new Op.Put(changes, LinkMarks.next(stored)));
    var mark = LinkMarks.markOfTag(stream);
    ops.add(any ? new Op.Put(mark, Json.of(stream)) : new Op.Delete(mark));
  }

  private static Map<String, String> names(Optional<Json> stored) {
    var names = new TreeMap<String, String>();
    stored.ifPresent(value -> value.tree()
        .properties()
        .forEach(entry -> names.put(entry.getKey(), entry.getValue().asString())));
    return names;
  }
}
