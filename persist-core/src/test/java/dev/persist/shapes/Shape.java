package dev.persist.shapes;

import com.fasterxml.jackson.annotation.JsonValue;
import dev.persist.Families;
import dev.persist.Json;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.type.TypeFactory;

/**
 * Writes down what a type is made of, for people to read and for the check to compare. A record is an object of its
 * components; {@code ?} after a name says that it is optional. Names of classes do not matter, since they are not
 * stored, except those of Java's own types.
 */
final class Shape {
  private static final TypeFactory TYPES = TypeFactory.createDefaultInstance();
  private static final Map<Class<?>, String> OPTIONALS = Map.of(
      OptionalInt.class, "int", OptionalLong.class, "long", OptionalDouble.class, "double");

  private final Set<JavaType> open = new HashSet<>();

  private Shape() {}

  static Json of(JavaType record) {
    return Json.of(new Shape().shape(record));
  }

  private Object shape(JavaType type) {
    var raw = type.getRawClass();
    if (raw.isEnum()) {
      return Stream.of(raw.getEnumConstants())
          .map(constant -> ((Enum<?>) constant).name())
          .sorted()
          .collect(Collectors.joining(" | "));
    }
    if (raw.isRecord()) {
      return record(type);
    }
    if (Families.is(raw)) {
      var records = new TreeMap<String, Object>();
      Families.records(raw).forEach((name, record) -> records.put(name, shape(TYPES.constructType(record))));
      return Map.of("one of", records);
    }
    var parts = type.getBindings().getTypeParameters().stream().map(this::shape).toList();
    if (type.isMapLikeType()) {
      return Map.of("map of", parts);
    }
    if (parts.isEmpty()) {
      return OPTIONALS.containsKey(raw) ? Map.of("none or", OPTIONALS.get(raw)) : raw.getSimpleName();
    }
    if (raw.equals(Optional.class)) {
      return Map.of("none or", parts.getFirst());
    }
    return Set.class.isAssignableFrom(raw) ? Map.of("set of", parts.getFirst()) : List.of(parts.getFirst());
  }

  /** A record that holds itself is named inside itself. */
  private Object record(JavaType type) {
    if (!open.add(type)) {
      return type.getRawClass().getSimpleName();
    }
    var components = new TreeMap<String, Object>();
    for (var component : type.getRawClass().getRecordComponents()) {
      var shape = shape(TYPES.resolveMemberType(component.getGenericType(), type.getBindings()));
      if (component.getAccessor().isAnnotationPresent(JsonValue.class)) {
        open.remove(type);
        return shape;
      }
      if (shape instanceof Map<?, ?> optional && optional.containsKey("none or")) {
        components.put(component.getName() + "?", optional.get("none or"));
      } else {
        components.put(component.getName(), shape);
      }
    }
    open.remove(type);
    return components;
  }
}
