package dev.persist.crash;

import dev.persist.CommitResult;
import dev.persist.CommitResult.AlreadyCommitted;
import dev.persist.CommitResult.Committed;
import dev.persist.Event;
import dev.persist.Json;
import dev.persist.Persist;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Remembers, outside the store, what {@link CrashWriter} was acknowledged and what was ever seen in the store, and says
 * what a store that was killed and opened again got wrong. A commit that was not acknowledged may be there or not, but
 * never by half.
 */
final class CrashOracle {
  /** What is known to be at {@code stream/seq}: it may be truncated, and nothing else. */
  private final Map<String, String> places = new HashMap<>();

  private final List<String> problems = new ArrayList<>();
  private final Map<String, Integer> next = new HashMap<>();

  /** The events of a store by label; a link has the label of what it points to. */
  private final Map<String, List<Event>> commits = new LinkedHashMap<>();

  /** The part of an event's data that says which commit wrote it, of how many events, links aside. */
  private record Written(String commit, int parts, long through) {}

  /** Takes a whole line of {@link CrashWriter}. */
  void acknowledge(String line) {
    var words = line.split(" ");
    var label = Label.parse(words[0]);
    next.put(label.writer(), label.number() + 1);
    Arrays.stream(words, 1, words.length - 1).forEach(written -> place(written, "acknowledged"));
  }

  /** Returns how many events are known. */
  int events() {
    return places.size();
  }

  /** Returns what is wrong with {@code store}, which the writer of {@code cycle} left. */
  List<String> problems(Persist store, int cycle) {
    commits.clear();
    CrashWriter.STREAMS.forEach(stream -> stream(store, stream));
    commits.forEach((label, events) -> whole(store, label, events));
    keys(store);
    for (var writer = 4; writer <= 6; writer++) {
      undecided(store, cycle + "." + writer);
    }
    retry(store, cycle);
    next.clear();
    return List.copyOf(problems);
  }

  /** Every event is where it was, and there are no gaps. */
  private void stream(Persist store, String stream) {
    var events = store.log().read(stream).toList();
    var through = 0L;
    for (var event : events) {
      place(CrashWriter.line(event), "found");
      if (event.type().equals(Event.LINK)) {
        continue;
      }
      var written = event.data().as(Written.class);
      through = Math.max(through, written.through());
      commits.computeIfAbsent(written.commit(), label -> new ArrayList<>()).add(event);
    }
    var last = store.log().lastSeq(stream);
    var first = events.isEmpty() ? last + 1 : events.getFirst().seq();
    expect(first == through + 1, stream + " starts at " + first + ", was truncated through " + through);
    expect(last == through + events.size(), stream + " ends at " + last + " with " + events.size() + " events");
    for (var i = 0; i < events.size(); i++) {
      expect(events.get(i).seq() == first + i, stream + " has a gap before " + events.get(i).seq());
    }
    expect(!places.containsKey(stream + "/" + (last + 1)), stream + " lost " + places.get(stream + "/" + (last + 1)));
  }

  /** A commit is there with all it wrote: its events, its link, its id. Its key is looked at by {@link #keys}. */
  private void whole(Persist store, String label, List<Event> events) {
    var parts = events.getFirst().data().as(Written.class).parts();
    expect(events.size() == parts, label + " has " + events.size() + " of " + parts + " events");
    var first = events.getFirst();
    switch (first.stream()) {
      case "shared" -> expect(events.getLast().seq() == first.seq() + parts - 1, label + " is not one block");
      case "ids" -> remembered(label, events, store.outcome(CrashWriter.id("ids", label)));
      case "left" -> {
        var link = store.log().readFrom("all", first.seq()).findFirst();
        var all = Stream.concat(events.stream(), link.stream()).toList();
        remembered(label, all, store.outcome(CrashWriter.id("left", label)));
      }
      default -> {
      }
    }
  }

  private void remembered(String label, List<Event> events, Optional<CommitResult> outcome) {
    expect(outcome.equals(Optional.of(new AlreadyCommitted(events))), "the id of " + label + " is remembered as "
        + outcome.map(Object::toString).orElse("unknown"));
  }

  /** Each commit to both facets puts its own key and deletes the one before. */
  private void keys(Persist store) {
    var newest = new TreeMap<String, String>();
    commits.keySet()
        .stream()
        .map(Label::parse)
        .filter(label -> label.writer().endsWith(".6"))
        .collect(Collectors.toMap(Label::writer, Label::number, Math::max))
        .forEach((writer, number) -> newest.put("newest/" + writer + "." + number, writer + "." + number));
    var stored = new TreeMap<String, String>();
    store.kv().keys("newest/").forEach(key -> stored.put(key, store.kv().get(key).orElse(Json.NULL).as(String.class)));
    expect(stored.equals(newest), "the keys are " + stored + ", the log says " + newest);
  }

  /** The one commit of a writer that may be there or not: its id is known only if its events are. */
  private void undecided(Persist store, String writer) {
    var label = writer + "." + next.getOrDefault(writer, 0);
    var stream = writer.endsWith(".6") ? "left" : "ids";
    expect(commits.containsKey(label) || store.outcome(CrashWriter.id(stream, label)).isEmpty(),
        "the id of " + label + " is known, its events are not there");
  }

  /** A retry gives the original events, or writes what was never written. */
  private void retry(Persist store, int cycle) {
    for (var writer : List.of(cycle + ".4", cycle + ".5")) {
      for (var n = 0; n <= next.getOrDefault(writer, 0); n++) {
        var label = writer + "." + n;
        var before = commits.get(label);
        var result = store.commit(CrashWriter.once(label));
        expect(before == null ? result instanceof Committed : result.equals(new AlreadyCommitted(before)),
            label + " was " + (before == null ? "not there" : "there") + ", its retry gave " + result);
        if (result instanceof Committed(var events)) {
          events.forEach(event -> place(CrashWriter.line(event), "acknowledged"));
        }
      }
    }
  }

  private void place(String line, String how) {
    var place = line.substring(0, line.indexOf('/', line.indexOf('/') + 1));
    var before = places.putIfAbsent(place, line);
    expect(before == null || before.equals(line), how + " " + line + " where there was " + before);
  }

  private void expect(boolean right, String problem) {
    if (!right) {
      problems.add(problem);
    }
  }

  /** {@code cycle.writer.number}; {@code writer} here is the first two. */
  private record Label(String writer, int number) {
    static Label parse(String label) {
      var dot = label.lastIndexOf('.');
      return new Label(label.substring(0, dot), Integer.parseInt(label.substring(dot + 1)));
    }
  }
}
