package dev.persist.shapes;

import dev.persist.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The shapes that each type of event ever had, oldest first, with samples of each. Immutable. */
final class History {
  private final SortedMap<String, Map<Json, List<Json>>> types;

  private History(SortedMap<String, Map<Json, List<Json>>> types) {
    this.types = types;
  }

  /** A stored event. */
  record Sample(String type, Json shape, Json data) {}

  /** The form of the file. */
  private record Entry(Json shape, List<Json> samples) {}

  static History read(Path file) {
    var types = new TreeMap<String, Map<Json, List<Json>>>();
    if (!Files.exists(file)) {
      return new History(types);
    }
    try {
      Json.parse(Files.readString(file)).tree().forEachEntry((type, entries) -> {
        var shapes = types.computeIfAbsent(type, none -> new LinkedHashMap<>());
        for (var entry : Json.of(entries).as(Entry[].class)) {
          shapes.put(entry.shape, List.copyOf(entry.samples));
        }
      });
      return new History(types);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file, e);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(file + " is not a history of event shapes; take it from version control, or "
          + "mend it: " + e.getMessage(), e);
    }
  }

  Set<Json> shapes(String type) {
    return types.getOrDefault(type, Map.of()).keySet();
  }

  Set<String> types() {
    return types.keySet();
  }

  Stream<Sample> all() {
    return types.entrySet()
        .stream()
        .flatMap(type -> type.getValue()
            .entrySet()
            .stream()
            .flatMap(shape -> shape.getValue()
                .stream()
                .map(data -> new Sample(type.getKey(), shape.getKey(), data))));
  }

  History with(String type, Json shape, List<Json> samples) {
    var more = new TreeMap<>(types);
    var shapes = new LinkedHashMap<>(types.getOrDefault(type, Map.of()));
    shapes.put(shape, samples);
    more.put(type, shapes);
    return new History(more);
  }

  /** Writes one line for each shape and each sample, so that a review sees what is new. */
  void write(Path file) {
    var text = types.entrySet()
        .stream()
        .map(type -> "  " + Json.of(type.getKey()) + ": [\n" + entries(type.getValue()) + "\n  ]")
        .collect(Collectors.joining(",\n", "{\n", "\n}\n"));
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + file, e);
    }
  }

  private static String entries(Map<Json, List<Json>> shapes) {
    return shapes.entrySet()
        .stream()
        .map(shape -> "    {\n      \"shape\": " + shape.getKey() + ",\n      \"samples\": [\n"
            + shape.getValue().stream().map(data -> "        " + data).collect(Collectors.joining(",\n"))
            + "\n      ]\n    }")
        .collect(Collectors.joining(",\n"));
  }
}
