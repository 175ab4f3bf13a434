package dev.persist.shapes;

import dev.persist.Families;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.type.TypeFactory;

/**
 * Makes values of a type that use all it can hold: extreme numbers, each constant, each record of a family, present and
 * absent, equal elements. A value that a record's constructor refuses is left out.
 */
final class Samples {
  private static final TypeFactory TYPES = TypeFactory.createDefaultInstance();

  private final Set<Record> examples = new LinkedHashSet<>();
  private final Set<JavaType> open = new HashSet<>();

  /** Takes {@code examples}, and the records in them, where a generated record may be refused. */
  Samples(List<Record> examples) {
    examples.forEach(this::add);
  }

  private void add(Object example) {
    switch (example) {
      case Record record when examples.add(record) -> components(record).forEach(this::add);
      case Collection<?> parts -> parts.forEach(this::add);
      case Map<?, ?> parts -> parts.values().forEach(this::add);
      case Optional<?> part -> part.ifPresent(this::add);
      default -> {}
    }
  }

  /** Returns some values of {@code type}: at least one, unless it is part of itself. */
  List<?> of(JavaType type) {
    var raw = type.getRawClass();
    if (raw.isEnum()) {
      return List.of(raw.getEnumConstants());
    }
    if (raw.isRecord()) {
      return records(type);
    }
    if (Families.is(raw)) {
      return Families.records(raw).values().stream().flatMap(each -> of(TYPES.constructType(each)).stream()).toList();
    }
    var parts = type.getBindings().getTypeParameters().stream().map(this::of).toList();
    if (parts.isEmpty()) {
      return Scalars.of(raw);
    }
    if (raw.equals(Optional.class)) {
      return Stream.concat(parts.getFirst().stream().map(Optional::of), Stream.of(Optional.empty())).toList();
    }
    return type.isMapLikeType() ? maps(raw, parts.getFirst(), parts.getLast()) : collections(raw, parts.getFirst());
  }

  private static List<?> maps(Class<?> type, List<?> keys, List<?> values) {
    var made = new LinkedHashSet<Map<Object, Object>>();
    var all = new LinkedHashMap<Object, Object>();
    for (var i = 0; i < Math.max(keys.size(), values.size()) && !values.isEmpty(); i++) {
      all.put(keys.get(i % keys.size()), values.get(i % values.size()));
      made.add(Map.of(keys.get(i % keys.size()), values.get(i % values.size())));
    }
    made.add(all);
    made.add(Map.of());
    return type.equals(SortedMap.class) ? made.stream().map(TreeMap::new).toList() : List.copyOf(made);
  }

  private static List<?> collections(Class<?> type, List<?> values) {
    var first = values.subList(0, Math.min(1, values.size()));
    if (type.equals(List.class)) {
      var twice = Stream.concat(values.stream(), first.stream()).toList(); // what a set would refuse
      var each = values.stream().map(List::of);
      return Stream.of(Stream.of(twice), each, Stream.of(List.of()))
          .flatMap(lists -> lists)
          .distinct()
          .toList();
    }
    return type.equals(SortedSet.class)
        ? List.of(new TreeSet<>(values), new TreeSet<>(first), Collections.emptySortedSet())
        : List.of(new LinkedHashSet<>(values), Set.copyOf(first), Set.of());
  }

  private List<?> records(JavaType type) {
    if (!open.add(type)) {
      return List.of();
    }
    var parts = Stream.of(type.getRawClass().getRecordComponents())
        .map(component -> of(TYPES.resolveMemberType(component.getGenericType(), type.getBindings())))
        .toList();
    open.remove(type);
    return parts.stream().anyMatch(List::isEmpty) ? List.of() : records(type.getRawClass(), parts);
  }

  /**
   * Starts from an example, or from a value that the constructor takes. Replaces one component after the other with its
   * next value, if the constructor takes that, too.
   */
  private List<?> records(Class<?> type, List<? extends List<?>> parts) {
    var refusals = new ArrayList<String>();
    var rounds = IntStream.range(0, parts.stream().mapToInt(List::size).max().orElse(1))
        .mapToObj(round -> IntStream.range(0, parts.size()).mapToObj(i -> next(parts.get(i), round + i)).toList())
        .toList();
    var given = examples.stream().filter(type::isInstance).toList();
    var start = given.stream()
        .map(Samples::components)
        .findFirst()
        .or(() -> rounds.stream().filter(round -> make(type, round, refusals).isPresent()).findFirst())
        .orElseThrow(() -> new IllegalStateException("no sample of " + type.getName()
            + " can be made, since its constructor refuses it: " + refusals.getFirst() + "; give one: .example(new "
            + type.getSimpleName() + "(…))"));
    var made = new LinkedHashSet<Object>(given);
    for (var round : rounds) {
      var values = start;
      for (var i = 0; i < round.size(); i++) {
        var next = new ArrayList<>(values);
        next.set(i, round.get(i));
        values = make(type, next, refusals).isPresent() ? next : values;
      }
      made.add(make(type, values, refusals).orElseThrow());
    }
    return List.copyOf(made);
  }

  /** The components do not take turns in step, since a constructor may refuse two extremes at once. */
  private static Object next(List<?> values, int turn) {
    return values.get(turn % values.size());
  }

  private static List<Object> components(Record example) {
    return Stream.of(example.getClass().getRecordComponents()).map(component -> {
      try {
        var accessor = component.getAccessor();
        accessor.setAccessible(true);
        return accessor.invoke(example);
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException("cannot read " + component + " of " + example, e);
      }
    }).toList();
  }

  private static Optional<Object> make(Class<?> type, List<Object> values, List<String> refusals) {
    try {
      return Optional.of(constructor(type).newInstance(values.toArray()));
    } catch (InvocationTargetException e) {
      refusals.add(String.valueOf(e.getCause()));
      return Optional.empty();
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("cannot make a " + type.getName(), e);
    }
  }

  private static Constructor<?> constructor(Class<?> type) throws NoSuchMethodException {
    var components = Stream.of(type.getRecordComponents()).map(RecordComponent::getType).toArray(Class<?>[]::new);
    var constructor = type.getDeclaredConstructor(components);
    constructor.setAccessible(true);
    return constructor;
  }
}
