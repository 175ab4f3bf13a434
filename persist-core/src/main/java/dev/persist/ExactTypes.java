package dev.persist;

import java.lang.reflect.RecordComponent;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.type.TypeFactory;

/** Knows the types whose values are read back from JSON equal. */
final class ExactTypes {
  private static final TypeFactory TYPES = TypeFactory.createDefaultInstance();

  private static final Set<Class<?>> SCALARS = Stream.concat(
      Stream.of(
          Boolean.class, Byte.class, Short.class, Integer.class, Long.class, Float.class, Double.class,
          Character.class, String.class, BigInteger.class, BigDecimal.class,
          OptionalInt.class, OptionalLong.class, OptionalDouble.class, Json.class),
      JsonMapping.TEXTS.stream().map(JsonMapping.Text::type))
      .collect(Collectors.toUnmodifiableSet());

  private static final Set<Class<?>> HOLDERS = Set.of(Optional.class, List.class, Set.class, SortedSet.class, Map.class,
      SortedMap.class);

  private static final Set<Class<?>> KEYS = Set.of(
      String.class, Integer.class, Long.class, UUID.class, java.time.Instant.class, java.time.LocalDate.class);

  /** The types that have a value which is null in JSON. */
  private static final Set<Class<?>> NULLABLE = Set.of(Json.class, Optional.class, OptionalInt.class,
      OptionalLong.class, OptionalDouble.class);

  private static final int MOST_VARIANTS = 50;

  private final Set<JavaType> known = new HashSet<>();

  private ExactTypes() {}

  /** Returns whether every value of {@code type} that JSON can express is read back equal. */
  static boolean is(Class<?> type) {
    try {
      return SCALARS.contains(type) || (type.isRecord() && require(type.asSubclass(Record.class)));
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /**
   * Checks {@code record} and every type that its components are made of.
   *
   * @throws IllegalArgumentException naming the component and the remedy, when its values may be read back unequal
   */
  static boolean require(Class<? extends Record> record) {
    new ExactTypes().requireRecord(TYPES.constructType(record));
    return true;
  }

  private void requireRecord(JavaType record) {
    if (known.add(record)) {
      var variants = known.stream().filter(each -> each.hasRawClass(record.getRawClass())).count();
      if (variants > MOST_VARIANTS) {
        throw new IllegalArgumentException(record.getRawClass().getName() + " is used with more than " + MOST_VARIANTS
            + " type arguments; make sure that it does not hold itself with another type each time");
      }
      for (var component : record.getRawClass().getRecordComponents()) {
        require(record, component, TYPES.resolveMemberType(component.getGenericType(), record.getBindings()));
      }
    }
  }

  private void require(JavaType record, RecordComponent component, JavaType type) {
    var raw = type.getRawClass();
    if (raw.isPrimitive() || raw.isEnum() || SCALARS.contains(raw)) {
      return;
    }
    if (raw.isRecord()) {
      requireRecord(type);
    } else if (Families.is(raw)) {
      requireFamily(record, component, raw);
    } else if (HOLDERS.contains(raw)) {
      requireParts(record, component, type);
    } else {
      throw refused(record, component, "a " + raw.getTypeName()
          + ", which may be read back as an unequal value; make it a record, "
          + "a sealed interface of records, an enum, a text, a number, a time, an Optional, List, Set or Map of these, "
          + "or a Json");
    }
  }

  private void requireFamily(JavaType record, RecordComponent component, Class<?> family) {
    try {
      Families.records(family).values().forEach(each -> requireRecord(TYPES.constructType(each)));
    } catch (IllegalArgumentException e) {
      throw refused(record, component, "a " + family.getTypeName() + ": " + e.getMessage());
    }
  }

  private void requireParts(JavaType record, RecordComponent component, JavaType type) {
    var parts = new ArrayList<>(type.getBindings().getTypeParameters());
    if (parts.isEmpty()) {
      throw refused(record, component,
          "a " + type.getRawClass().getSimpleName() + " of anything; give the type of its parts");
    }
    if (type.isMapLikeType()) {
      var key = parts.removeFirst().getRawClass();
      if (!KEYS.contains(key) && !key.isEnum()) {
        throw refused(record, component,
            "a map with keys of type " + key.getTypeName() + ", which JSON cannot have as names; use a text, an "
                + "enum, an Integer, a Long, a UUID, an Instant or a LocalDate");
      }
    }
    if (type.hasRawClass(Optional.class) && NULLABLE.contains(parts.getFirst().getRawClass())) {
      throw refused(record, component, "an Optional of " + parts.getFirst().getRawClass().getSimpleName()
          + ", which is null in JSON if it is empty and also if its value is; make it a list of none or one");
    }
    parts.forEach(part -> require(record, component, part));
  }

  private static IllegalArgumentException refused(JavaType record, RecordComponent component, String what) {
    return new IllegalArgumentException("component \"" + component.getName() + "\" of "
        + record.getRawClass().getName() + " is or holds " + what);
  }
}
