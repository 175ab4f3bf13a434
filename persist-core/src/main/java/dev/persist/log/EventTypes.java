package dev.persist.log;

import dev.persist.Event;
import dev.persist.Json;
import dev.persist.NewEvent;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

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
  private static final Pattern WORDS = Pattern.compile("(?<=[a-z0-9])(?=[A-Z])");

  private final Class<E> family;
  private final Map<String, Class<? extends E>> records;
  private final Upcasters upcasters;
  private final Optional<Function<Event, ? extends E>> otherwise;

  private EventTypes(
      Class<E> family,
      Map<String, Class<? extends E>> records,
      Upcasters upcasters,
      Optional<Function<Event, ? extends E>> otherwise) {
    this.family = family;
    this.records = records;
    this.upcasters = upcasters;
    this.otherwise = otherwise;
  }

  /**
   * Returns the types of {@code family}, a sealed interface of records; sealed interfaces in it count as what is in them.
   *
   * @throws IllegalArgumentException when it is none, or two records have one name
   */
  public static <E> EventTypes<E> of(Class<E> family) {
    var types = new EventTypes<>(family, Map.of(), Upcasters.NONE, Optional.empty());
    for (var record : leaves(family).toList()) {
      var name = WORDS.matcher(record.getSimpleName()).replaceAll("-").toLowerCase(Locale.ROOT);
      types = types.with(name, record.asSubclass(family));
    }
    return types;
  }

  private static Stream<Class<?>> leaves(Class<?> type) {
    if (type.isRecord()) {
      return Stream.of(type);
    }
    if (!type.isSealed() || !type.isInterface()) {
      throw new IllegalArgumentException(type.getName() + " is no record and no sealed interface; make it one of them");
    }
    return Stream.of(type.getPermittedSubclasses()).flatMap(EventTypes::leaves);
  }

  private EventTypes<E> with(String name, Class<? extends E> record) {
    var taken = records.get(name);
    if (taken != null) {
      throw new IllegalArgumentException(
          "both " + taken.getName() + " and " + record.getName() + " are stored as \"" + name
              + "\"; name one otherwise");
    }
    var more = new LinkedHashMap<>(records);
    more.put(name, record);
    return new EventTypes<>(family, more, upcasters, otherwise);
  }

  /** Returns these types with {@code record} stored as {@code name}. */
  public EventTypes<E> named(Class<? extends E> record, String name) {
    nameOf(record);
    return without(record).with(name, record);
  }

  private EventTypes<E> without(Class<? extends E> record) {
    var others = new LinkedHashMap<>(records);
    others.values().remove(record);
    return new EventTypes<>(family, others, upcasters, otherwise);
  }

  /** Returns these types for stored events that {@code upcasters} lift to the shape of the records. */
  public EventTypes<E> lifting(Upcasters upcasters) {
    return new EventTypes<>(family, records, upcasters, otherwise);
  }

  /**
   * Returns these types with {@code record} for stored events of any type that is not named here; it is never written.
   *
   * @param read makes one of the stored event
   */
  public <R extends E> EventTypes<E> otherwise(Class<R> record, Function<Event, R> read) {
    return new EventTypes<>(family, without(record).records, upcasters, Optional.of(read));
  }

  /** Returns the records by the names they are stored under. */
  public Map<String, Class<? extends E>> records() {
    return Map.copyOf(records);
  }

  /**
   * Returns {@code event} as it is appended.
   *
   * @throws IllegalArgumentException when it is a record that is read only
   */
  public NewEvent write(E event, Instant at) {
    return NewEvent.of(nameOf(event.getClass()), at, Json.of(event));
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
   * @throws IllegalStateException when its type is not named here, or its data is not that of the record
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
