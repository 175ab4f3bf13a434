package dev.persist.shapes;

import dev.persist.Event;
import dev.persist.Json;
import dev.persist.NewEvent;
import dev.persist.log.EventTypes;
import dev.persist.log.UnreadableException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.type.TypeFactory;

/**
 * Checks that the current code can read the events of every shape that was ever stored.
 *
 * <p>A file in the module keeps, for each event type, all shapes it ever had, and samples: events as they were stored
 * in that shape. The check reads every sample with the event types, their upcasters and the constructors of their
 * records, as a fold would. A shape enters the file when the check runs with {@code -Dpersist.events=accept}. Without
 * that option the file never changes.
 *
 * <p>Samples have extreme values: the largest {@code int}, each constant of an enum, an {@code Optional} with and
 * without a value. So a change that can read most stored events, but not all, is found. Not thread-safe.
 *
 * @param <E> the sealed interface of the events
 */
public final class EventShapes<E> {
  private static final TypeFactory TYPES = TypeFactory.createDefaultInstance();
  private static final String OPTION = "persist.events";

  private final EventTypes<E> types;
  private final List<Record> examples = new ArrayList<>();

  private EventShapes(EventTypes<E> types) {
    this.types = types;
  }

  /** Returns the check of {@code types}, which must be the ones that the application reads with. */
  public static <E> EventShapes<E> of(EventTypes<E> types) {
    return new EventShapes<>(types);
  }

  /**
   * Adds an event, or a part of one, that samples are made from; it counts for the records in it, too. A record needs
   * one if its constructor refuses generated values, such as the text "text" for a currency.
   */
  public EventShapes<E> example(Record value) {
    examples.add(value);
    return this;
  }

  /**
   * Checks the events against {@code file}, or accepts new shapes into it when the system property {@code
   * persist.events} is {@code accept}. A shape is never accepted while a sample cannot be read.
   *
   * @throws AssertionError when the current types cannot read a sample, or when a shape is not in the file; it says
   *     what to write
   * @throws IllegalArgumentException when the file holds something else
   * @throws IllegalStateException when no sample can be made, naming the record that needs an {@link #example}
   */
  public void check(Path file) {
    check(file, "accept".equals(System.getProperty(OPTION)));
  }

  void check(Path file, boolean accept) {
    var history = History.read(file);
    var shapes = shapes();
    requireReadable(history, shapes, file);
    var reports = new ArrayList<String>();
    var accepted = history;
    for (var each : shapes.entrySet()) {
      if (!history.shapes(each.getKey()).contains(each.getValue())) {
        reports.add(Advice.changed(each.getKey(), history.shapes(each.getKey()), each.getValue(),
            unread(each.getKey(), history)));
        accepted = accepted.with(each.getKey(), each.getValue(), accept ? samples(each.getKey()) : List.of());
      }
    }
    if (!accept && !reports.isEmpty()) {
      throw new AssertionError(Advice.toAccept(reports, file));
    }
    if (!reports.isEmpty()) {
      accepted.write(file);
    }
  }

  private Map<String, Json> shapes() {
    var shapes = new TreeMap<String, Json>();
    types.records().forEach((name, record) -> shapes.put(name, Shape.of(type(record))));
    return shapes;
  }

  private static JavaType type(Class<?> record) {
    return TYPES.constructType(record);
  }

  private List<Json> samples(String name) {
    return new Samples(examples).of(type(Objects.requireNonNull(types.records().get(name))))
        .stream()
        .map(event -> types.write(event(event), Instant.EPOCH))
        .map(NewEvent::data)
        .distinct()
        .toList();
  }

  @SuppressWarnings("unchecked") // the samples of a record of the family
  private E event(Object sample) {
    return (E) sample;
  }

  /** Reports one sample of each shape that cannot be read. */
  private void requireReadable(History history, Map<String, Json> shapes, Path file) {
    var unreadable = new LinkedHashMap<Json, String>();
    history.all()
        .forEach(sample -> failure(sample.type(), sample.data())
            .ifPresent(why -> unreadable.putIfAbsent(Json.of(List.of(sample.type(), sample.shape())),
                Advice.unreadable(sample, why, shapes, history, file))));
    if (!unreadable.isEmpty()) {
      throw new AssertionError(String.join("\n\n", unreadable.values()));
    }
  }

  private Optional<String> failure(String type, Json data) {
    try {
      types.read(stored(type, data));
      return Optional.empty();
    } catch (UnreadableException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  private static Event stored(String type, Json data) {
    return new Event("stored", 1, type, Instant.EPOCH, data, Json.EMPTY);
  }

  /** Returns the fields of stored events that make no difference: a sample without one of them is read as the same. */
  private List<String> unread(String type, History history) {
    return history.all()
        .filter(sample -> sample.type().equals(type))
        .flatMap(sample -> sample.data().tree().propertyNames().stream().filter(name -> isUnread(sample, name)))
        .distinct()
        .toList();
  }

  private boolean isUnread(History.Sample sample, String name) {
    var without = (ObjectNode) sample.data().tree();
    var had = without.remove(name);
    var rest = Json.of(without);
    return !had.isNull() && failure(sample.type(), rest).isEmpty()
        && types.read(stored(sample.type(), rest)).equals(types.read(stored(sample.type(), sample.data())));
  }
}
