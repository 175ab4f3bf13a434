package dev.persist.sql;

import dev.persist.Commit;
import dev.persist.Guard;
import dev.persist.Op;
import dev.persist.spi.Delta;
import dev.persist.spi.LinkMarks;
import dev.persist.spi.PrefixRules;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a group of commits asks a store about.
 *
 * @param streams the streams whose head decides or numbers something
 * @param keys the keys whose value decides something
 * @param ids the stream and key of each id
 * @param written the keys that it may write, and the streams whose ids it forgets
 */
record Asked(Set<String> streams, Set<String> keys, Set<List<String>> ids, Set<String> written) {
  /**
   * Returns what {@code chains} ask about.
   *
   * @param chains as {@link dev.persist.spi.Decision#of} takes them
   * @param known the prefixes registered before; the chains may register more
   */
  static Asked by(List<List<Commit>> chains, PrefixRules known) {
    var group = chains.stream().flatMap(List::stream).toList();
    var guards = group.stream().flatMap(commit -> commit.guards().stream()).toList();
    var ops = group.stream().flatMap(commit -> commit.ops().stream()).toList();
    var appended = ops.stream()
        .flatMap(op -> op instanceof Op.Append append ? Stream.of(append.stream()) : Stream.empty())
        .distinct()
        .toList();
    var rules = Stream.concat(Stream.of(known), PrefixRules.written(group)).toList();
    return new Asked(
        Stream
            .of(
                guards.stream().flatMap(Asked::streams),
                ops.stream().flatMap(Asked::streams),
                rules.stream().flatMap(each -> appended.stream().flatMap(each::links)))
            .flatMap(streams -> streams)
            .collect(Collectors.toSet()),
        Stream
            .of(
                guards.stream().map(Asked::key).flatMap(Optional::stream),
                group.stream().flatMap(LinkMarks::asked),
                rules.stream().flatMap(each -> appended.stream().flatMap(each::marks)))
            .flatMap(keys -> keys)
            .collect(Collectors.toSet()),
        group.stream()
            .flatMap(commit -> commit.id().stream())
            .map(id -> List.of(id.stream(), id.key()))
            .collect(Collectors.toSet()),
        Stream
            .concat(
                ops.stream().flatMap(Asked::written),
                rules.stream().flatMap(each -> ops.stream().flatMap(Asked::streams).flatMap(each::marks)))
            .collect(Collectors.toSet()));
  }

  /** Returns what a load of {@code delta} asks about and writes. */
  static Asked by(Delta delta) {
    var streams = new HashSet<>(delta.truncated().keySet());
    delta.events().forEach(event -> streams.add(event.stream()));
    var written = new HashSet<>(delta.values().keySet());
    written.addAll(delta.forgotten().keySet());
    delta.outcomes().forEach(outcome -> written.add(outcome.id().stream()));
    return new Asked(streams, Set.of(), Set.of(), written);
  }

  /** Returns all streams and keys that decide something or are written. */
  Set<String> names() {
    var names = new HashSet<>(streams);
    names.addAll(keys);
    names.addAll(written);
    ids.forEach(id -> names.add(id.getFirst()));
    return names;
  }

  private static Stream<String> written(Op op) {
    return switch (op) {
      case Op.Put put -> Stream.of(put.key());
      case Op.Delete delete -> Stream.of(delete.key());
      case Op.Forget forget -> Stream.of(forget.stream());
      case Op.Append append -> Stream.empty();
      case Op.Link link -> Stream.empty();
      case Op.LinkTo link -> Stream.empty();
      case Op.Truncate truncate -> Stream.empty();
    };
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
