package dev.persist.log;

import dev.persist.Codec;
import dev.persist.Event;
import dev.persist.Json;
import dev.persist.NewEvent;
import dev.persist.internal.Families;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Says how the events of one domain are stored: each record of a sealed interface under a type name, its components as the
 * event's data. So a fold is a {@code switch} over records, which the compiler holds complete.
 *
 * <p>A record's type name is its own in lower case with hyphens, {@code InvoiceAttached} as {@code invoice-attached}, unless
 * it is {@link #named} otherwise. Type names and names of components are storage format: a test should pin
 * {@link #records()}. Immutable.
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
   * Returns the types of {@code family}, a sealed interface of records; sealed interfaces in it count as what is in them.
   *
   * @throws IllegalArgumentException when it is none, two records have one name, or a component of one is of a type whose
   *     values may be read back unequal, as {@link Codec#exact} has it
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

  /** Returns these types for stored events that {@code upcasters} lift to the shape of the records. */
  public EventTypes<E> lifting(Upcasters upcasters) {
    return new EventTypes<>(family, records, encoders, upcasters, otherwise);
  }

  /**
   * Returns these types with {@code record} for stored events of any type that is not named here; it is never written.
   *
   * @param read makes one of the stored event
   */
  public <R extends E> EventTypes<E> otherwise(Class<R> record, Function<Event, R> read) {
    return new EventTypes<>(family, without(record), encoders, upcasters, Optional.of(read));
  }

  /** Returns the records by the names they are stored under. */
  public Map<String, Class<? extends E>> records() {
    return Map.copyOf(records);
  }

  /**
   * Returns {@code event} as it is appended: {@link #read} gives back one that equals it.
   *
   * @throws IllegalArgumentException when it is a record that is read only, or it would not be read back equal, since it
   *     has a null, or -0.0
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
        .orElseThrow(() -> new IllegalArgumentException(record.getName() + " is not stored as a "
            + family.getSimpleName() + "; those that are: " + records.keySet()));
  }

  /**
   * Returns what {@code stored} says.
   *
   * @throws IllegalStateException when its type is not named here, its data is not that of the record, or an upcaster fails
   */
  public E read(Event stored) {
    var event = upcasters.lift(stored);
    var record = records.get(event.type());
    try {
      if (record != null) {
        return event.data().as(record);
      }
    } catch (IllegalArgumentException e) {
      throw new IllegalStateException(where(event) + ", does not fit " + record.getName() + ": " + e.getMessage(), e);
    }
    return otherwise.map(read -> family.cast(read.apply(event)))
        .orElseThrow(() -> new IllegalStateException(where(event) + ", is no " + family.getSimpleName()
            + "; those are: " + records.keySet().stream().sorted().collect(Collectors.joining(", "))));
  }

  private static String where(Event event) {
    return "event " + event.seq() + " of stream \"" + event.stream() + "\", of type \"" + event.type() + "\"";
  }
}
