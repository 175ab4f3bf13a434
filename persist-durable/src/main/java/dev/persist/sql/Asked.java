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
        Stream.concat(guards.stream().flatMap(Asked::streams), ops.stream().flatMap(Asked::streams))
            .collect(Collectors.toSet()),
        guards.stream().map(Asked::key).flatMap(Optional::stream).collect(Collectors.toSet()),
        group.stream()
            .flatMap(commit -> commit.id().stream())
            .map(id -> List.of(id.stream(), id.key()))
            .collect(Collectors.toSet()));
  }

  private static Stream<String> streams(Guard guard) {
    return guard instanceof Guard.StreamAt(var stream, var seq) ? Stream.of(stream) : Stream.empty();
  }

  private static Stream<String> streams(Op op) {
    return switch (op) {
      case Op.Append append -> Stream.of(append.stream());
      case Op.Link link -> Stream.of(link.stream());
      case Op.LinkTo link -> Stream.of(link.stream(), link.target());
      case Op.Truncate truncate -> Stream.of(truncate.stream());
      case Op.Put put -> Stream.empty();
      case Op.Delete delete -> Stream.empty();
      case Op.Forget forget -> Stream.empty();
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
