package dev.persist.app.tour;

import dev.persist.app.tour.Seen.Made;
import dev.persist.app.web.Refusal;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * The tours that visitors are on: at most one for each user and example, and at most 20. A tour that begins beyond that ends the one
 * that was not used for the longest time. Safe for use by any thread; one call runs at a time.
 */
@Singleton
public final class Tours implements AutoCloseable {
  /** How many there are at most. */
  static final int MOST = 20;

  private static final List<Example<?, ?, ?>> EXAMPLES = List.of(new AclExample(), new BookingsExample(),
      new LedgerExample());

  private record Key(String user, String example) {}

  private final InstantSource clock;
  private final Path within;
  /** The one that was used last comes last. */
  private final Map<Key, Tour<?, ?, ?>> tours = new LinkedHashMap<>(MOST, 0.75f, true);

  @Inject
  Tours(InstantSource clock) {
    this(clock, Path.of(System.getProperty("java.io.tmpdir")));
  }

  /** Makes the directories of its stores in {@code within}. */
  Tours(InstantSource clock, Path within) {
    this.clock = clock;
    this.within = within;
  }

  /** Returns the tours of {@code user}, one for each example. */
  public synchronized List<Seen> all(String user) {
    return EXAMPLES.stream().map(example -> seen(user, example.about().name())).toList();
  }

  /**
   * Returns a tour. One that has not begun is at its first step.
   *
   * @throws Refusal when there is no such example
   */
  public synchronized Seen seen(String user, String example) {
    var key = new Key(user, example);
    return (tours.containsKey(key) ? tours.get(key) : create(example)).seen();
  }

  /**
   * Takes a step, with a store on {@code engine} if the step makes one.
   *
   * @throws Refusal when another step is next
   */
  public synchronized void take(String user, String example, Step step, String engine) {
    on(user, example, tour -> {
      tour.take(step, engine);
      return true;
    });
  }

  /**
   * Makes a call on the seam.
   *
   * @throws Refusal when the call has to wait
   */
  public synchronized Made call(String user, String example, String what, String thing, String person) {
    return on(user, example, tour -> tour.call(what, thing, person));
  }

  /** Ends the tour, so that the next call begins it again. */
  public synchronized void end(String user, String example) {
    end(new Key(user, example));
  }

  private <T> T on(String user, String example, Function<Tour<?, ?, ?>, T> use) {
    var key = new Key(user, example);
    if (!tours.containsKey(key)) {
      var begun = create(example);
      if (tours.size() == MOST) {
        end(tours.keySet().iterator().next());
      }
      tours.put(key, begun);
    }
    return use.apply(tours.get(key));
  }

  private Tour<?, ?, ?> create(String name) {
    return EXAMPLES.stream()
        .filter(example -> example.about().name().equals(name))
        .findFirst()
        .<Tour<?, ?, ?>>map(example -> new Tour<>(example, clock, within))
        .orElseThrow(() -> Refusal.notFound("there is no example " + name));
  }

  private void end(Key key) {
    var tour = tours.remove(key);
    if (tour != null) {
      tour.close();
    }
  }

  /** Ends all tours. */
  @Override
  public synchronized void close() {
    List.copyOf(tours.keySet()).forEach(this::end);
  }
}
