package dev.persist.spi;

import dev.persist.Commit;
import dev.persist.Event;
import dev.persist.Json;
import dev.persist.Limits;
import dev.persist.Op;
import dev.persist.internal.OwnKeys;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Marks which streams have links to the events of a stream, so that a compaction of that stream can ask for the
 * followers of those links. Storage format: one key for each pair of a stream and a stream of links. The key's value is
 * the name of the stream of links. The decision about the first link between the two writes it.
 *
 * <p>The links of the global order and of prefixes need no mark. A stream has links of many tags, so a tag is marked
 * only while it has a follower.
 */
public final class LinkMarks {
  private static final String KIND = "linked-into";

  private LinkMarks() {}

  /** Returns the start of the keys of all marks of {@code stream}. */
  public static String marks(String stream) {
    return OwnKeys.prefix(stream, KIND);
  }

  /**
   * Returns the key of the mark of {@code tag}, a stream of links of a tag. It is one of the marks of the tagged
   * stream.
   */
  public static String markOfTag(String tag) {
    return OwnKeys.sibling(tag, KIND, tag);
  }

  /**
   * Returns the key of a number that changes when an earlier event of {@code stream} gets a link. A compaction guards
   * this key, so that it drops no event that a follower began to need during the compaction.
   */
  public static String changes(String stream) {
    return OwnKeys.key(stream, KIND);
  }

  /** Returns the number that comes after {@code changes}. */
  public static Json next(Optional<Json> changes) {
    return Json.of(changes.map(number -> number.as(Long.class)).orElse(0L) + 1);
  }

  /** As {@link #changes}, for the stream that {@code tag} tags. */
  public static String changesOfTag(String tag) {
    return OwnKeys.sibling(tag, KIND);
  }

  /** Returns the keys that the decision about {@code commit} reads. */
  public static Stream<String> asked(Commit commit) {
    return commit.ops().stream().flatMap(op -> switch (op) {
      case Op.Link link when commit.ops().get(link.opIndex()) instanceof Op.Append target ->
        marked(target.stream(), link.stream());
      case Op.LinkTo link -> Stream.concat(marked(link.target(), link.stream()), changed(link));
      default -> Stream.empty();
    });
  }

  /**
   * Returns the key to mark when {@code links} gets a link to an event of {@code stream}; empty when none is needed.
   */
  public static Stream<String> marked(String stream, String links) {
    return Limits.isReserved(links) ? Stream.empty() : Stream.of(OwnKeys.key(stream, KIND, links));
  }

  /**
   * Returns the key of the number that {@code link} changes. Empty for tags and prefixes, which are built under guards.
   */
  static Stream<String> changed(Op.LinkTo link) {
    return Limits.isReserved(link.stream()) && !link.stream().equals(Event.GLOBAL)
        ? Stream.empty()
        : Stream.of(changes(link.target()));
  }
}
