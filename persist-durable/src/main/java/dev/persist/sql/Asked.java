package dev.persist.sql;

import dev.persist.Commit;
import dev.persist.Guard;
import dev.persist.Op;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a group of commits asks a store about.
 *
 * @param streams whose head decides or numbers something
 * @param keys whose value decides something
 * @param ids stream and key of each
 */
record Asked(Set<String> streams, Set<String> keys, Set<List<String>> ids) {
  static Asked by(List<Commit> group) {
    var guards = group.stream().flatMap(commit -> commit.guards().stream()).toList();
    var ops = group.stream().flatMap(commit -> commit.ops().stream()).toList();
    return new Asked(
        Stream.concat(guards.stream().map(Asked::stream), ops.stream().map(Asked::stream))
            .flatMap(Optional::stream)
            .collect(Collectors.toSet()),
        guards.stream().map(Asked::key).flatMap(Optional::stream).collect(Collectors.toSet()),
        group.stream()
            .flatMap(commit -> commit.id().stream())
            .map(id -> List.of(id.stream(), id.key()))
            .collect(Collectors.toSet()));
  }

  private static Optional<String> stream(Guard guard) {
    return guard instanceof Guard.StreamAt(var stream, var seq) ? Optional.of(stream) : Optional.empty();
  }

  private static Optional<String> stream(Op op) {
    return switch (op) {
      case Op.Append append -> Optional.of(append.stream());
      case Op.Link link -> Optional.of(link.stream());
      case Op.Truncate truncate -> Optional.of(truncate.stream());
      case Op.Put put -> Optional.empty();
      case Op.Delete delete -> Optional.empty();
      case Op.Forget forget -> Optional.empty();
    };
  }

  private static Optional<String> key(Guard guard) {
    return switch (guard) {
      case Guard.KeyIs(var key, var value) -> Optional.of(key);
      case Guard.KeyAbsent(var key) -> Optional.of(key);
      case Guard.StreamAt at -> Optional.empty();
    };
  }
}
