package dev.persist.distributed;

import dev.persist.Commit;
import dev.persist.Guard;
import dev.persist.Op;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The streams and keys that commits name. */
final class Names {
  private Names() {}

  /** Returns those that {@code chain} asks about or changes. */
  static Set<String> of(List<Commit> chain) {
    return chain.stream()
        .flatMap(commit -> Stream.of(
            commit.id().stream().map(id -> id.stream()),
            commit.guards().stream().map(Names::name),
            commit.ops().stream().flatMap(Names::names)))
        .flatMap(names -> names)
        .collect(Collectors.toSet());
  }

  /** Returns the streams of which {@code chain} drops events or ids. */
  static Set<String> dropped(List<Commit> chain) {
    return chain.stream()
        .flatMap(commit -> commit.ops().stream())
        .filter(op -> op instanceof Op.Truncate || op instanceof Op.Forget)
        .flatMap(Names::names)
        .collect(Collectors.toSet());
  }

  private static String name(Guard guard) {
    return switch (guard) {
      case Guard.StreamAt at -> at.stream();
      case Guard.KeyIs is -> is.key();
      case Guard.KeyAbsent absent -> absent.key();
    };
  }

  private static Stream<String> names(Op op) {
    return switch (op) {
      case Op.Append append -> Stream.of(append.stream());
      case Op.Link link -> Stream.of(link.stream());
      case Op.LinkTo link -> Stream.of(link.stream(), link.target());
      case Op.Put put -> Stream.of(put.key());
      case Op.Delete delete -> Stream.of(delete.key());
      case Op.Truncate truncate -> Stream.of(truncate.stream());
      case Op.Forget forget -> Stream.of(forget.stream());
    };
  }
}
