package dev.persist.crash;

import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;

import dev.persist.Commit;
import dev.persist.Event;
import dev.persist.Json;
import dev.persist.NewEvent;
import dev.persist.Persist;
import dev.persist.feed.Runner;
import dev.persist.feed.Subscription;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A subscription whose handler has an effect of every kind, the streams it follows, and what is wrong with the effects: the
 * numbers it is handed are copied to a stream and added up under a key, both in the commit, and written to a file, which is
 * outside of it.
 *
 * @param store where all of it is but the file
 * @param name of the subscription; what is its own in the store starts with it
 * @param outside the directory of the file
 */
public record Copying(Persist store, String name, Path outside) {
  /** The name of one that several run. */
  public static final String SHARED = "copy";

  private static final int BATCH = 3;
  private static final String NUMBER = "number";
  private static final String BAD = "bad";

  /** What else happens while events are handled. */
  public interface Step {
    /** Does it. */
    void run() throws Exception;
  }

  /** An event, by its place. */
  private record Place(String stream, long seq) {
    static Place of(Event event) {
      return new Place(event.stream(), event.seq());
    }
  }

  /** Returns the subscription. */
  public Subscription subscription() {
    return store.subscription(name, stream(0), stream(1));
  }

  /** Returns one of the two streams that it follows, by any number. */
  public String stream(long number) {
    return name + "/" + (number % 2 == 0 ? "even" : "odd");
  }

  /** Appends {@code number} to one of the streams. */
  public Event write(long number) {
    return store.log().append(stream(number), NUMBER, Instant.EPOCH, number);
  }

  /** As {@link #write}, for a number that the handler throws for. */
  public Event writeBad(long number) {
    return store.log().append(stream(number), BAD, Instant.EPOCH, number);
  }

  /** Returns how many numbers were written. */
  public long written() {
    return store.log().lastSeq(stream(0)) + store.log().lastSeq(stream(1));
  }

  /** Handles what is there, as soon as no other has the lease. */
  public void catchUp() throws InterruptedException {
    try (var runner = runner()) {
      while (subscription().status().lag() > 0) {
        runner.catchUp();
      }
    }
  }

  private void handle(List<Event> events, Commit.Builder commit, Step step) throws Exception {
    var total = total();
    for (var event : events) {
      step.run();
      if (event.type().equals(BAD)) {
        throw new IllegalStateException("cannot add " + event.data());
      }
      Files.writeString(file(), Json.of(Place.of(event)) + "\n", CREATE, APPEND);
      commit.append(seen(), NewEvent.of("copied", event.at(), Place.of(event)));
      total += number(event);
    }
    step.run();
    commit.put(name + "/total", Json.of(total));
  }

  /** Returns a runner. */
  public Runner runner() {
    return runner(InstantSource.system(), () -> {});
  }

  /** Returns a runner, which runs {@code step} between events, too. */
  public Runner runner(InstantSource clock, Step step) {
    return subscription().batches(BATCH, clock, (events, commit) -> handle(events, commit, step));
  }

  /** Returns what the numbers that were handled add up to. */
  public long total() {
    return store.kv().getOr(name + "/total", Json.of(0)).as(Long.class);
  }

  /** Returns how often an effect outside of the commit took place once more. */
  public long repeated() throws IOException {
    var lines = outsideEffects();
    return lines.size() - lines.stream().distinct().count();
  }

  /** Returns what is wrong once all events are handled; nothing when each counts exactly once, and in order. */
  public List<String> problems() throws IOException {
    var problems = new ArrayList<String>();
    var copies = store.log().read(seen()).map(copy -> copy.data().as(Place.class)).toList();
    var outside = outsideEffects().stream().distinct().toList();
    var sum = 0L;
    for (var stream : List.of(stream(0), stream(1))) {
      var good = store.log().read(stream).filter(event -> event.type().equals(NUMBER)).toList();
      var places = good.stream().map(Place::of).toList();
      compare(problems, "copies", of(stream, copies), places);
      compare(problems, "effects outside", of(stream, outside), places);
      sum += good.stream().mapToLong(Copying::number).sum();
    }
    if (total() != sum) {
      problems.add(name + ": the total is " + total() + ", not " + sum);
    }
    var status = subscription().status();
    if (status.lag() != 0 || status.stopped().isPresent()) {
      problems.add(name + " is not at the end: " + status);
    }
    return problems;
  }

  private void compare(List<String> problems, String what, List<Place> found, List<Place> expected) {
    if (found.equals(expected)) {
      return;
    }
    var twice = new ArrayList<>(found);
    found.stream().distinct().forEach(twice::remove);
    var missing = new ArrayList<>(expected);
    missing.removeAll(found);
    problems.add(name + ": of the " + what + " " + missing + " are missing, " + twice + " are there again"
        + (missing.isEmpty() && twice.isEmpty() ? ", all are out of order" : ""));
  }

  private static List<Place> of(String stream, List<Place> places) {
    return places.stream().filter(place -> place.stream().equals(stream)).toList();
  }

  private static long number(Event event) {
    return event.data().as(Long.class);
  }

  private String seen() {
    return name + "/seen";
  }

  private Path file() {
    return outside.resolve(name);
  }

  private List<Place> outsideEffects() throws IOException {
    if (!Files.exists(file())) {
      return List.of();
    }
    try (Stream<String> lines = Files.lines(file())) {
      return lines.map(line -> Json.parse(line).as(Place.class)).toList();
    }
  }
}
