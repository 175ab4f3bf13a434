package dev.persist.log;

import dev.persist.Codec;
import dev.persist.Event;
import dev.persist.Families;
import dev.persist.Json;
import dev.persist.NewEvent;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Says how the events of one domain are stored. Each record of a sealed interface is stored under a type name, with its
 * components as the event's data. So a fold is a {@code switch} over records, and the compiler checks that it covers
 * them all.
 *
 * <p>A record's type name is its own name in lower case with hyphens: {@code InvoiceAttached} becomes {@code
 * invoice-attached}. Use {@link #named} to choose another. Type names and the names of components are storage format,
 * so a test should pin {@link #records()}. Immutable.
 *
 * @param <E> the sealed interface
 */
public final class EventTypes<E> {
  private final Class<E> family;
  private final Map<String, Class<? extends E>> records;
  private final Map<Class<?>, Function<Object, Json>> encoders;
  private final Upcasters upcasters;
  private final Optional<Function<Event, ? extends E>> otherwise;

  private EventTypes(
      Class<E> family,
      Map<String, Class<? extends E>> records,
      Map<Class<?>, Function<Object, Json>> encoders,
      Upcasters upcasters,
      Optional<Function<Event, ? extends E>> otherwise) {
    this.family = family;
    this.records = records;
    this.encoders = encoders;
    this.upcasters = upcasters;
    this.otherwise = otherwise;
  }

  /**
   * Returns the types of {@code family}, a sealed interface of records, or a record. A sealed interface inside it stands for the
   * records inside that one.
   *
   * @throws IllegalArgumentException when {@code family} is neither, when two records have one name, or when
   *     values of a component's type may be read back unequal, as {@link Codec#exact} says
   */
  public static <E> EventTypes<E> of(Class<E> family) {
    var records = new LinkedHashMap<String, Class<? extends E>>();
    var encoders = new HashMap<Class<?>, Function<Object, Json>>();
    Families.records(family).forEach((name, record) -> {
      records.put(name, record.asSubclass(family));
      encoders.put(record, encoder(record.asSubclass(Record.class)));
    });
    return new EventTypes<>(family, records, encoders, Upcasters.NONE, Optional.empty());
  }

  private static <R extends Record> Function<Object, Json> encoder(Class<R> record) {
    var codec = Codec.exact(record);
    return event -> codec.encode().apply(record.cast(event));
  }

  private EventTypes<E> of(Map<String, Class<? extends E>> others) {
    return new EventTypes<>(family, others, encoders, upcasters, otherwise);
  }

  /** Returns these types with {@code record} stored as {@code name}. */
  public EventTypes<E> named(Class<? extends E> record, String name) {
    nameOf(record);
    var renamed = without(record);
    Families.add(renamed, name, record);
    return of(renamed);
  }

  private Map<String, Class<? extends E>> without(Class<? extends E> record) {
    var others = new LinkedHashMap<>(records);
    others.values().remove(record);
    return others;
  }

  /** Returns these types for stored events that {@code upcasters} turn into the current shape of the records. */
  public EventTypes<E> lifting(Upcasters upcasters) {
    return new EventTypes<>(family, records, encoders, upcasters, otherwise);
  }

  /**
   * Returns these types with {@code record} for stored events of every type that has no record here. A {@code record}
   * is only read, never written.
   *
   * @param read makes a {@code record} from the stored event
   */
  public <R extends E> EventTypes<E> otherwise(Class<R> record, Function<Event, R> read) {
    return new EventTypes<>(family, without(record), encoders, upcasters, Optional.of(read));
  }

  /** Returns the records by the type names that they are stored under. */
  public Map<String, Class<? extends E>> records() {
    return Map.copyOf(records);
  }

  /**
   * Returns {@code event} in the form in which it is appended. {@link #read} returns a record that is equal to it.
   *
   * @throws IllegalArgumentException when {@code event} is of a record that is only read, or when it would not be read
   *     back equal because it holds a null or -0.0
   */
  public NewEvent write(E event, Instant at) {
    var type = nameOf(event.getClass());
    try {
      return NewEvent.of(type, at, Objects.requireNonNull(encoders.get(event.getClass())).apply(event));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("cannot write an event of type \"" + type + "\": " + e.getMessage(), e);
    }
  }

  private String nameOf(Class<?> record) {
    return records.entrySet()
        .stream()
        .filter(each -> each.getValue().equals(record))
        .map(Map.Entry::getKey)
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException(record.getName() + " is not a type of "
            + family.getSimpleName() + "; the types are: " + records.keySet()));
  }

  /**
   * Returns the record that {@code stored} holds.
   *
   * @throws UnreadableException when its type has no record here and no other reader, its data does not fit the record, or an upcaster
   *     fails
   */
  public E read(Event stored) {
    var event = upcasters.lift(stored);
    var record = records.get(event.type());
    try {
      if (record != null) {
        return event.data().as(record);
      }
    } catch (IllegalArgumentException e) {
      throw new UnreadableException(where(event) + ", does not fit " + record.getName() + ": " + e.getMessage(), e);
    }
    return otherwise.map(read -> family.cast(read.apply(event)))
        .orElseThrow(() -> new UnreadableException(where(event) + ", is not a " + family.getSimpleName()
            + "; the types are: " + records.keySet().stream().sorted().collect(Collectors.joining(", "))));
  }

  private static String where(Event event) {
    return "event " + event.seq() + " of stream \"" + event.stream() + "\", of type \"" + event.type() + "\"";
  }
}
